/* Number literals of every magnitude, length and spelling. */
'use strict';

const { uint32, below, between, chance, pick } = require('./random.js');

const corners = [
    '0', '-0', '0.0', '-0.0', '0e0', '-0E+00', '0.000e-7', '1', '-1', '1.0', '1e0', '1E5', '1e+5',
    '1e20', '1e21', '1e-6', '1e-7', '123456789012345680000', '1234567890123456800000',
    '0.000001', '0.0000001', '0.1', '4.35', '1.005', '1e23', '8.41e21', '9007199254740991',
    '9007199254740992', '9007199254740993', '9007199254740993.0', '-9007199254740993',
    '9223372036854775807', '9223372036854775808', '-9223372036854775808', '18446744073709551615',
    '18446744073709551616', '4294967294', '4294967295', '4294967296', '2.2250738585072011e-308',
    '2.2250738585072014e-308', '5e-324', '4.9e-324', '2.4703282292062327e-324',
    '2.4703282292062328e-324', '2e-324', '3e-324', '1.7976931348623157e308',
    '1.7976931348623158e308', '1.7976931348623159e308', '-1.7976931348623159e308', '1e308', '1e309',
    '-1e400', '1e-400', '-1e-400', '1e99999999999999999999', '1e-99999999999999999999',
    '0e99999999999999999999', '1e0000000000000000000000000000005', '1e-000000000000000000000005',
    '0.1e1', '10e-1', '100000000000000000000e-20', '0.00000000000000000001e20', '99999999999999999',
    '999999999999999900000', '0.30000000000000004', '5e-7', '12345.6789e-10', '1.5e300',
];

function digits(count) {
    let text = '';
    while (text.length < count) text += String(uint32()).padStart(10, '0').slice(0, 9);
    return text.slice(0, count);
}

function digitCount() {
    return pick([below(4), below(18), between(14, 22), below(45)]) + (chance(0.01) ? 800 : 0);
}

function integer() {
    let text = digits(1 + digitCount());
    if (chance(0.2)) text = text.replace(/.{1,20}$/, (tail) => '0'.repeat(tail.length));
    return text.replace(/^0+(?=.)/, '');
}

function exponent() {
    const value = pick([below(10), below(30), below(330), below(400)]);
    return pick(['e', 'E']) + pick(['', '+', '-', '-']) + '0'.repeat(chance(0.1) ? below(4) : 0) +
        value;
}

function composed() {
    let text = integer();
    if (chance(0.5)) {
        text += '.' + (chance(0.3) ? '0'.repeat(below(12)) : '') + digits(1 + digitCount());
    }
    return chance(0.4) ? text + exponent() : text;
}

const view = new DataView(new ArrayBuffer(8));

function double() {
    view.setUint32(0, below(0x7ff00000));
    view.setUint32(4, uint32());
    return view.getFloat64(0);
}

/* A double, or a short number, printed in one of many ways. */
function printed() {
    const value = pick([double, () => uint32() / 2 ** between(0, 60),
        () => below(10 ** between(1, 9)) / 10 ** below(12)])();
    switch (below(4)) {
    case 0: return JSON.stringify(value);
    case 1: return value.toExponential(between(0, 30));
    case 2: return value.toPrecision(between(1, 40));
    default: return value < 1e20 ? value.toFixed(below(25)) : JSON.stringify(value);
    }
}

/* Around the number of digits that a double keeps. */
function decimal() {
    const length = between(13, 20);
    const point = below(length);
    const text = digits(length);
    const fraction = text.slice(point);
    return text.slice(0, point).replace(/^0+(?=.)|^$/, (zeros) => (zeros ? '' : '0')) + '.' +
        (chance(0.2) ? '0'.repeat(below(8)) : '') + fraction;
}

/* n * 2^exponent without rounding. */
function exactDecimal(n, exponent) {
    if (exponent >= 0) return String(n << BigInt(exponent));
    const text = String(n * 5n ** BigInt(-exponent)).padStart(1 - exponent, '0');
    return text.slice(0, exponent) + '.' + text.slice(exponent);
}

/* Halfway between two doubles, or a little beside: ties to even, and one late digit decides. */
function halfway() {
    const significand = (1n << 52n) | (BigInt(below(2 ** 20)) << 32n) | BigInt(uint32());
    const exact = exactDecimal(2n * significand + 1n, between(-120, 40));
    const last = exact.length - 1;
    const beside = exact.slice(0, last) + Math.max(0, Number(exact[last]) - 1);
    const point = exact.includes('.') ? '' : '.';
    const digit = between(1, 9);
    return pick([exact, exact + point + '0'.repeat(below(30)) + digit, beside + point + digit]);
}

function anyNumber() {
    const text = pick([() => pick(corners), integer, composed, printed, decimal, printed,
        chance(0.1) ? halfway : composed])();
    return chance(0.25) && text[0] !== '-' ? '-' + text : text;
}

module.exports = { anyNumber };
