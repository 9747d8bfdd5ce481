/* Texts and keys of every kind, and every way to spell them in JSON. */
'use strict';

const { uint32, below, between, chance, pick } = require('./random.js');

const special = ['"', '\\', '/', '\u007f', '\u0080', '\u009f', '\u2028', '\u2029', '\ufeff',
    '\uffff', '\ufffe', '\ufffd', '\ud7ff', '\ue000', '\u{10000}', '\u{10ffff}', '\u{1f600}', '\0',
    '\b', '\t', '\n', '\f', '\r', '\u001f', '\u0000', '\u07ff', '\u0800', 'é', 'e\u0301', 'ß', '<',
    '>', '&', "'", '\u000b'];

const fields = ['payload', 'event_id', 'event_type', 'unified_api', 'service_id', 'consumer_id',
    'entity_id', 'entity_type', 'entity_url', 'entity', 'execution_attempt', 'occurred_at', 'id',
    'name', 'Name', 'settings', 'metadata', 'constructor', 'toString', 'hasOwnProperty', 'toJSON',
    'length', 'key_with_a_long_common_beginning', 'key_with_a_long_common_beginning2'];

const indexLike = ['0', '1', '2', '9', '10', '42', '99', '100', '00', '01', '-0', '-1', '+1', '1.0',
    '1e3', '0x1', ' 1', '1 ', '4294967293', '4294967294', '4294967295', '4294967296', '4294967297',
    '2147483647', '2147483648', '9007199254740991', '9007199254740993', '18446744073709551615',
    '18446744073709551616', '42949672940', '00000000001', '１', '1\u0000'];

function anyCodePoint() {
    switch (below(12)) {
    case 0: return below(0x20);
    case 1: return between(0x7f, 0xff);
    case 2: return between(0x100, 0xd7ff);
    case 3: return between(0xe000, 0xffff);
    case 4: return between(0x10000, 0x10ffff);
    case 5: return between(0xd800, 0xdfff);
    case 6: return pick(special).codePointAt(0);
    default: return between(0x20, 0x7e);
    }
}

function plainText(length) {
    let text = '';
    while (text.length < length) text += uint32().toString(36);
    return text.slice(0, length);
}

function oddText(length) {
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCodePoint(anyCodePoint());
    return text;
}

function anyText() {
    const length = chance(0.02) ? below(2000) : below(below(24) + 1);
    return chance(0.5) ? plainText(length) : oddText(length);
}

/* Keys that differ late, or in what UTF-16 and UTF-8 sort differently. */
function similarKey() {
    const beginning = pick(['', 'a', 'key_', 'seven_b', '\ufffd', '\u{1f600}', 'long_enough_key_']);
    const middle = pick(['', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', '\ud800', '\udfff',
        '\ud7ff', '"', '\\', '!', '#', ' ', '\0', '~', '\u007f', 'a', 'B']);
    return beginning + middle + pick(['', '', 'a', '0', '\u0001', '\u{10000}', '\uff01']);
}

function anyKey() {
    return pick([() => pick(fields), () => pick(fields), () => pick(indexLike),
        () => String(pick([below(20), uint32(), 4294967296 + between(-5, 5)])), similarKey,
        similarKey, () => plainText(below(12)), () => oddText(below(5)), () => ''])();
}

/* Neither escaped nor an index, so that the shortest way of comparing will do. */
function plainKey() {
    const beginning = pick(['', 'a', 'key_', 'seven_b', 'eight__b', 'long_enough_key_',
        'exactly_16_bytes']);
    return beginning + pick(['', '!', '#', '$', '(', ' ', 'a', 'B', '_', '~']) +
        pick(['', '', '!', '#', 'a', '0']);
}

/* __proto__ is left out: assigning to it in JavaScript is no ordinary assignment. */
function newKey(taken, makeKey) {
    let key = makeKey();
    while (taken.has(key) || key === '__proto__') key += plainText(1 + below(3));
    taken.add(key);
    return key;
}

function eitherCase(hex) {
    return Array.from(hex, (c) => (chance(0.5) ? c : c.toUpperCase())).join('');
}

function unicodeEscapes(text) {
    let escaped = '';
    for (let i = 0; i < text.length; i++) {
        escaped += '\\u' + eitherCase(text.charCodeAt(i).toString(16).padStart(4, '0'));
    }
    return escaped;
}

const shortEscapes = { '"': '\\"', '\\': '\\\\', '/': '\\/', '\b': '\\b', '\f': '\\f', '\n': '\\n',
    '\r': '\\r', '\t': '\\t' };

function spellCharacter(character, escapes) {
    const code = character.codePointAt(0);
    const needed = code < 0x20 || character === '"' || character === '\\' ||
        (code >= 0xd800 && code <= 0xdfff);
    if (!needed && !chance(escapes)) return character;
    return character in shortEscapes && chance(0.6) ? shortEscapes[character]
        : unicodeEscapes(character);
}

function spellText(text) {
    const escapes = pick([0, 0, 0, 0.05, 0.5, 1]);
    return '"' + Array.from(text, (c) => spellCharacter(c, escapes)).join('') + '"';
}

module.exports = { anyText, anyKey, plainKey, newKey, spellText };
