/* What Apideck's signature covers, as the sample of its signature verification guide has it: the
 * keys are sorted in JavaScript, and JSON.stringify does the rest. */
'use strict';

const crypto = require('crypto');

/* `value` with the keys of its objects sorted; arrays stay as they are, with all that is in them,
 * unless `deep`. */
function sorted(value, deep) {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return deep ? value.map((item) => sorted(item, true)) : value;
    const result = {};
    for (const key of Object.keys(value).sort()) result[key] = sorted(value[key], deep);
    return result;
}

const forms = {
    sorted: (body) => JSON.stringify(sorted(JSON.parse(body), false)),
    'sorted-deep': (body) => JSON.stringify(sorted(JSON.parse(body), true)),
    raw: (body) => body,
};

function canonical(body, form) {
    return forms[form](body);
}

function signature(body, form, key, encoding) {
    return crypto.createHmac('sha256', key).update(canonical(body, form), 'utf8').digest(encoding);
}

module.exports = { canonical, signature, sorted };
