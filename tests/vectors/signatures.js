/* Prints the signatures that test_signature.c expects:  node tests/vectors/signatures.js
 *
 * sort() is the sorting function of Apideck's guide: arrays are left as they are. */
'use strict';

const { createHmac } = require('node:crypto');

const key = 'test-api-key';

const bodies = {
    flat: '{"payload":{"event_id":"e1","event_type":"accounting.invoice.created"}}',
    unsorted: '{ "payload": {"event_type":"accounting.invoice.created", "event_id":"e\\u0031"} }',
    arrays: '{"z":[{"b":1.0,"a":2}],"a":"\\u00e4"}',
    raw_is_sorted: '{"a":[{"c":1,"b":2}]}',
    index_in_arrays: '{"a":[{"c":{"b":1,"1":2},"b":3}]}',
};

function sort(value) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sort(value[name])]));
}

function sortDeep(value) {
    if (Array.isArray(value)) return value.map(sortDeep);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sortDeep(value[name])]));
}

for (const [name, body] of Object.entries(bodies)) {
    const forms = {
        SORTED: JSON.stringify(sort(JSON.parse(body))),
        SORTED_DEEP: JSON.stringify(sortDeep(JSON.parse(body))),
        RAW: body,
    };
    for (const [form, text] of Object.entries(forms)) {
        const mac = createHmac('sha256', key).update(text).digest();
        console.log(name, form, mac.toString('hex'), mac.toString('base64'));
    }
}
