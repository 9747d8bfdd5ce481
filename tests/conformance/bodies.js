/* Values of every shape, and their text. A value is {literal} | {text} | {items} | {members}. */
'use strict';

const { below, between, chance, pick, size, shuffle } = require('./random.js');
const { anyNumber } = require('./numbers.js');
const { anyText, anyKey, plainKey, newKey, spellText } = require('./strings.js');

const DEPTH_MAX = 128;

function anyScalar() {
    switch (below(8)) {
    case 0: return { literal: pick(['true', 'false', 'null']) };
    case 1:
    case 2:
    case 3: return { literal: anyNumber() };
    default: return { text: anyText() };
    }
}

function objectOf(count, makeValue) {
    const taken = new Set();
    const members = [];
    const makeKey = chance(0.3) ? plainKey : anyKey;
    for (let i = 0; i < count; i++) members.push([newKey(taken, makeKey), makeValue()]);
    return { members };
}

function arrayOf(count, makeValue) {
    return { items: Array.from({ length: count }, makeValue) };
}

/* `depth` is how many levels are left. */
function valueWithin(depth) {
    const inside = () => valueWithin(depth - 1);
    if (depth === 0 || chance(0.6)) return anyScalar();
    if (chance(0.6)) return objectOf(size(9), inside);
    return arrayOf(size(6), chance(0.5) ? () => objectOf(size(5), inside) : inside);
}

/* One value inside the other, as deep as is allowed at times, with some company on the way. */
function nested() {
    let value = chance(0.5) ? anyScalar() : pick([{ items: [] }, { members: [] }]);
    const levels = (value.items || value.members ? 1 : 0);
    const depth = pick([below(10), below(10), below(40), DEPTH_MAX]) - levels;
    for (let i = 0; i < depth; i++) {
        if (chance(0.5)) {
            value = { items: shuffle([value, ...arrayOf(size(2), anyScalar).items]) };
        } else {
            const object = objectOf(1 + size(3), anyScalar);
            pick(object.members)[1] = value;
            value = object;
        }
    }
    return value;
}

function largeObject() {
    return objectOf(chance(0.02) ? between(300, 3000) : between(20, 60), anyScalar);
}

function anyObject() {
    if (chance(0.02)) return largeObject();
    return objectOf(1 + size(9), () => valueWithin(between(0, 4)));
}

function anyValue() {
    return pick([() => valueWithin(6), () => valueWithin(6), nested, anyScalar])();
}

/* Shaped as a delivery. */
function anyEvent() {
    const members = ['event_id', 'event_type', 'unified_api', 'service_id', 'consumer_id',
        'entity_id', 'entity_type', 'entity_url', 'occurred_at'].map((key) => [key,
        { text: chance(0.8) ? `${key}-${below(1000)}` : anyText() }]);
    if (chance(0.5)) members.push(['execution_attempt', { literal: anyNumber() }]);
    if (chance(0.5)) members.push(['entity', anyObject()]);
    const payload = { members: chance(0.7) ? shuffle(members) : members };
    return chance(0.8) ? { members: [['payload', payload]] } : payload;
}

const spaces = {
    compact: () => '',
    spaced: () => pick(['', ' ', '  ', '\t', '\r', ' \t \r ', ' '.repeat(below(20))]),
    'sparsely spaced': () => (chance(0.03) ? pick([' ', '\t', '\r']) : ''),
};

function spellParts(parts, open, close, space) {
    if (parts.length === 0) return open + space() + close;
    return open + parts.map((part) => space() + part + space()).join(',') + close;
}

function spellInside(value, space) {
    if (value.literal !== undefined) return value.literal;
    if (value.text !== undefined) return spellText(value.text);
    if (value.items) {
        return spellParts(value.items.map((item) => spellInside(item, space)), '[', ']', space);
    }
    const members = value.members.map(([key, item]) =>
        spellText(key) + space() + ':' + space() + spellInside(item, space));
    return spellParts(members, '{', '}', space);
}

function spell(value, manner) {
    const space = spaces[manner];
    return space() + spellInside(value, space) + space();
}

module.exports = { anyObject, anyValue, anyEvent, spell };
