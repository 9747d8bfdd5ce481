/* Writes a table:  node tests/vectors/canonical.js > tests/vectors/canonical.tsv
 *
 * Each line has six columns: a body in hexadecimal (it may hold tabs and line breaks), its
 * canonical forms sorted and sorted-deep, and the signatures of the forms sorted, sorted-deep and
 * raw, in hexadecimal, under the key of the first line. */
'use strict';

const { canonical, signature } = require('../conformance/guide.js');
const { anyObject, anyValue, spell } = require('../conformance/bodies.js');
const random = require('../conformance/random.js');

const KEY = 'the key of the test vectors';

const scalars = ['null', 'true', 'false', '""', '"text"', '[]', '{}', ' [ ] ', '\t{\n}\r\n', '0'];

const numbers = ['-0', '1.0', '1.50', '1E5', '100e-2', '0.1', '4.35', '0.30000000000000004', '1e20',
    '1e21', '123456789012345678901', '1e-6', '1e-7', '0.00000012', '9007199254740993',
    '12345678901234567890', '1e400', '-1e400', '1e-400', '5e-324', '2.4703282292062327e-324',
    '1.7976931348623158e308', '2.2250738585072011e-308', '1e00000000000000000000000000000000005',
    '0.10000000000000001', '0.1000000000000000', '1.00000000000000011', '0.30000000000000004441',
    '4503599627370497.5', '9007199254740.9925', '123456789012345.6', '12345678901234567.8',
    '1234567890.1234567', '1234567890.12345678', '0.000001234567', '0.0000001234567'];

const strings = ['\\/', '/', '\\"', '\\\\', '\\b\\f\\n\\r\\t', '\\u0008\\u0009\\u000A\\u000c\\u000D',
    '\\u0000', '\\u001F', '\\u001f', '\\u000b', '\\u0041', '\\u0022', '\\u005C', '\\u002f',
    '\\u007f', '\u007f', '\u0080', '\\u0080', 'é', '\\u00e9', 'e\u0301', '\u2028\u2029',
    '\\u2028\\u2029', '\ufeff', '\uffff', '😀', '\\uD83D\\uDE00', '\\ud83d\\ude00', '\\ud83D\\uDe00',
    '\\uD83D', '\\ud83d', '\\uDE00', '\\uDE00\\uD83D', '\\uD83D\\uD83D\\uDE00', '\\ud83dx',
    '\\ud83d\\n', '\\ud83d\\\\ude00', '<>&\''];

const keyOrders = [['b', 'a'], ['a', 'B', 'A', 'b'], ['ab', 'a', 'abc', ''], ['a', 'a\\u0000', 'a!'],
    ['10', '9', '1', '0'], ['2', 'b', '1', 'a'], ['4294967295', '4294967294', '4294967296'],
    ['00', '0', '-0', '01'], ['1e3', '1000', '1.0'], ['\\u0031\\u0030', '9'], ['１', '1', 'a', '!'],
    ['\ufffd', '😀'], ['\uffff', '\\ud83d\\ude00', '\ue000', '\ud7ff'], ['😀', '\\ue000', '\\ud800'],
    ['\\udfff', '\\ud800', '\ud7ff', '\ue000'], ['\\u0062', 'a', '\\u0063'], ['\\"', '!', '#'],
    ['\\\\', '[', ']'], ['\\/', '.', '0a'], ['constructor', 'toString', 'hasOwnProperty'],
    ['key_with_a_long_common_beginning_b', 'key_with_a_long_common_beginning_a'],
    ['seven_b', 'seven_', 'seven_b8', 'eight__b', 'eight__a'],
    ['9007199254740993', '9007199254740992', '4294967293', '0'],
    ['a!', 'a', 'a#', 'a '], ['seven_b!', 'seven_b', 'seven_b#', 'seven_ba'],
    ['longer_than_8!', 'longer_than_8', 'longer_than_8#', 'longer_than_8!!'], ['900', '91']];

function objectOf(keys, value) {
    return `{${keys.map((key, i) => `"${key}":${value(i)}`).join(',')}}`;
}

function bodiesOfKeys(keys) {
    const object = objectOf(keys, (i) => i);
    return [object, `{"payload":${object}}`, `[${object}]`, `{"z":[[${object}],1],"a":${object}}`,
        `{"b":{"c":[${objectOf(keys, () => object)}]}}`,
        `{"z":[{"y":0},${object},{"b":1,"a":2},${object},{"a":[{"y":0},${object}]}],"a":1}`,
        `[{"a":${object}},{"b":[${object},{"y":[0]}]},{"a":0},{"b":${object}}]`];
}

const large = objectOf(Array.from({ length: 60 }, (_, i) => `k${(i * 37) % 60}`), (i) => i);

const event = '{"payload":{"event_type":"accounting.invoice.created","unified_api":"accounting",' +
    '"service_id":"xero","consumer_id":"test_user_id","event_id":"d290f1ee","entity_id":"123456",' +
    '"entity_url":"https:\\/\\/unify.apideck.com\\/accounting\\/invoices\\/123456",' +
    '"entity_type":"invoice","occurred_at":"2020-01-01T00:00:00.000Z","execution_attempt":1.0}}';

const connection = '{ "payload" : { "event_type" : "vault.connection.updated",\r\n  "entity" : {' +
    '"settings": {"b": 1, "a": [{"z": 1, "y": {"x": 2, "w": 3}}]}, "metadata": {"10": 1, "9": 2},' +
    '"enabled": true }, "execution_attempt" : 2 } }\n';

function* randomBodies(count) {
    random.seed(1);
    while (count > 0) {
        const body = spell(random.pick([anyObject, anyValue])(), random.pick(['compact', 'spaced']));
        if (body.length > 20 && body.length < 300) {
            yield body;
            count--;
        }
    }
}

const bodies = [
    ...scalars,
    ...numbers, `[${numbers.join(' , ')}]`,
    ...strings.map((text) => `"${text}"`), ...strings.map((text) => `{"${text}":["${text}"]}`),
    ...keyOrders.flatMap(bodiesOfKeys),
    large, `[${large}]`, '['.repeat(128) + ']'.repeat(128),
    event, connection, '{"message":"Validating delivery URL"}',
    ...randomBodies(150),
];

console.log(`# ${KEY}`);
for (const body of bodies) {
    const columns = [Buffer.from(body, 'utf8').toString('hex'),
        canonical(body, 'sorted'), canonical(body, 'sorted-deep')];
    for (const form of ['sorted', 'sorted-deep', 'raw']) {
        columns.push(signature(body, form, KEY, 'hex'));
    }
    console.log(columns.join('\t'));
}
