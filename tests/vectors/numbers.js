/* Writes tests/vectors/numbers.txt:  node tests/vectors/numbers.js > tests/vectors/numbers.txt
 *
 * Each line is a JSON number literal, a tab, and JSON.stringify(JSON.parse(literal)). */
'use strict';

const literals = new Set();

function add(...texts) {
    for (const text of texts) literals.add(text);
}

/* Deterministic, so that the committed output can be reproduced: mulberry32. */
let state = 20240229;
function random32() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
}

function randomBelow(n) {
    return Math.floor((random32() / 2 ** 32) * n);
}

function randomBetween(first, last) {
    return first + randomBelow(last - first + 1);
}

function randomDigits(count) {
    let text = String(randomBetween(1, 9));
    while (text.length < count) text += String(randomBelow(10));
    return text;
}

const view = new DataView(new ArrayBuffer(8));

function fromBits(bits) {
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
}

function toBits(x) {
    view.setFloat64(0, x);
    return view.getBigUint64(0);
}

function randomPositiveBits() {
    const high = BigInt(randomBelow(0x7ff00000));
    return (high << 32n) | BigInt(random32());
}

/* n * 2^exponent without rounding, in decimal notation. */
function exactDecimal(n, exponent) {
    if (exponent >= 0) return String(n << BigInt(exponent));
    const digits = String(n * 5n ** BigInt(-exponent)).padStart(1 - exponent, '0');
    return digits.slice(0, exponent) + '.' + digits.slice(exponent);
}

/* The same with an exponent instead of zeros in front. */
function scientific(decimal) {
    const match = /^0\.(0*)(\d)(\d*)$/.exec(decimal);
    return match ? `${match[2]}.${match[3] || 0}e-${match[1].length + 1}` : decimal;
}

function significandAndExponent(bits) {
    const fraction = bits & ((1n << 52n) - 1n);
    const biased = Number(bits >> 52n);
    return biased === 0 ? [fraction, -1074] : [fraction | (1n << 52n), biased - 1075];
}

function halfwayAbove(bits) {
    const [significand, exponent] = significandAndExponent(bits);
    return exactDecimal(2n * significand + 1n, exponent - 1);
}

function addHalfway(bits) {
    const exact = halfwayAbove(bits);
    const digits = scientific(exact);
    add(digits);
    /* One digit far behind: it alone decides. */
    const [mantissa, exponent] = digits.split('e');
    const suffix = exponent === undefined ? '' : `e${exponent}`;
    const zeros = '0'.repeat(randomBelow(25));
    add(`${mantissa}${mantissa.includes('.') ? '' : '.'}${zeros}1${suffix}`);
    /* And slightly below: the last digit of a halfway point is never 0. */
    const last = mantissa.length - 1;
    if (mantissa[last] !== '0') {
        add(`${mantissa.slice(0, last)}${Number(mantissa[last]) - 1}${'9'.repeat(5)}${
            mantissa.includes('.') ? '' : '.5'}${suffix}`);
    }
}

/* The double printed in several lengths. */
function addDouble(x) {
    if (!Number.isFinite(x)) return;
    add(JSON.stringify(x), x.toExponential(16), x.toPrecision(randomBetween(18, 24)));
}

function addWithNeighbours(x) {
    const bits = toBits(x);
    add(JSON.stringify(x));
    if (bits > 0n) add(fromBits(bits - 1n).toExponential(16));
    const above = fromBits(bits + 1n);
    if (Number.isFinite(above)) add(above.toExponential(16));
}

function addLayouts() {
    add('0', '-0', '0.0', '-0.0', '0e5', '-0e-5', '0E+00', '0.000', '0e0', '0.00e99', '-0.0E-0');
    add('1', '-1', '1.0', '1.50', '-1.50', '100', '-100', '120', '1200.00', '10.0', '0.10', '0.5');
    add('1E5', '1e+5', '1e-05', '1e5', '1E-5', '1e05', '1E+00', '1e-0', '-1e0', '12e1', '12e-1');
    add('1.5e1', '1.5e2', '1.25e1', '0.001e3', '0.001e-3', '0.00012e5', '100e-2', '100.00e-4');
    add('3.14', '-3.14', '0.1', '0.2', '0.3', '0.30000000000000004', '1.7976931348623157e308');
    for (let point = -10; point <= 25; point++) {
        for (const digits of ['1', '12', '123456789', '123456789012345', '12345678901234567']) {
            const [first, rest] = [digits[0], digits.slice(1)];
            add(`${first}${rest && '.'}${rest}e${point}`, `-${first}${rest && '.'}${rest}E+0${
                Math.abs(point)}`);
            add(`${digits}e${point}`, `0.00${digits}00e${point}`);
        }
    }
    for (let zeros = 0; zeros <= 24; zeros++) {
        const run = '0'.repeat(zeros);
        add(`0.${run}1`, `-0.${run}1234`, `1${run}`, `12${run}.0`, `-9${run}`, `0.${run}0`);
        add(`1.${run}1`, `1${run}.5`, `0.${run}12345678901234567`, `98765432109876543${run}`);
    }
}

function addBoundaries() {
    const layoutLimits = [1e21, 1e20, 123456789012345680000, 1e-6, 1e-7];
    const precisionLimits = [1e15, 1e16, 1e17, 1e22, 1e23, 2 ** 53];
    for (const x of [...layoutLimits, ...precisionLimits]) addWithNeighbours(x);
    add('999999999999999999999', '1000000000000000000000', '999999999999999934464');
    add('999999999999999934465', '999999999999999934463.9999', '1000000000000000065536');
    add('0.0000010', '0.00000099999999999999999', '0.000001', '0.0000001', '0.00000099');
    add('9007199254740991', '9007199254740992', '9007199254740993', '9007199254740994');
    add('9007199254740995', '-9007199254740993', '9007199254740993.0', '9007199254740993.0000001');
    add('18014398509481985', '18014398509481986', '18014398509481987', '9223372036854775807');
    add('9223372036854775808', '18446744073709551615', '18446744073709551616');
    add('18446744073709551617', '9999999999999999999', '99999999999999999999');
    add('9223372036854776833'); // 2^63 + 2^10 + 1: the lowest of 64 bits tells it from halfway

    add('1e308', '1e309', '-1e309', '1.7976931348623157e308', '1.7976931348623158e308');
    add('1.7976931348623159e308', '1.797693134862315807e308', '1.797693134862315808e308', '2e308');
    add('-1.7976931348623159e308', '17976931348623157e292', '0.00017976931348623159e312');
    addHalfway(toBits(Number.MAX_VALUE));
    addHalfway(toBits(Number.MAX_VALUE) - 1n);

    add('5e-324', '4e-324', '3e-324', '2.5e-324', '2.4e-324', '2.47e-324', '2.48e-324', '2e-324');
    add('1e-324', '-1e-324', '9e-324', '1e-323', '-5e-324', '-2e-324', '1e-325', '7.4e-324');
    add('2.2250738585072014e-308', '2.2250738585072011e-308', '2.2250738585072009e-308');
    add('2.225073858507201e-308', '2.2250738585072012e-308', '4.9406564584124654e-324');

    add('1e99999999999999999999', '-1e99999999999999999999', '1e-99999999999999999999');
    add('0e99999999999999999999', '-0e-99999999999999999999', '1e2147483648', '1e-2147483649');
    add('1e4294967296', '1e18446744073709551616', '1e-9223372036854775809', '1e00000000000000003');
    add(`0.${'0'.repeat(400)}1e401`, `0.${'0'.repeat(400)}123456789012345678e400`);
    add(`1${'0'.repeat(400)}e-400`, `12345678901234567${'0'.repeat(400)}e-405`);
    add(`0.${'0'.repeat(330)}5`, `1${'0'.repeat(330)}`, `${'9'.repeat(309)}`, `${'1'.repeat(309)}`);
    add(`0.${'3'.repeat(1000)}`, `${'7'.repeat(500)}.${'7'.repeat(500)}e-300`);
}

function addPowers() {
    for (let n = -1074; n <= 1023; n += n > -100 && n < 100 ? 1 : 7) addWithNeighbours(2 ** n);
    for (let n = -323; n <= 308; n++) {
        add(`1e${n}`);
        if (n % 3 === 0) addWithNeighbours(Number(`1e${n}`));
    }
}

/* Close to a halfway point whose multiple of a power of 5 lies next to a power of 2: compared as
 * large integers, the two differ in their number of words. Found by search. */
function addBesidePowersOfTwo() {
    for (const [bits, exponent] of [[512n, -192], [1472n, -192], [608n, -163], [768n, -163]]) {
        for (let n = -1n; n <= 1n; n++) add(`${2n ** bits + n}e${exponent}`);
    }
}

function addSubnormals() {
    for (let n = 1n; n <= 60n; n++) add(fromBits(n).toExponential(16), JSON.stringify(fromBits(n)));
    for (let i = 0; i < 80; i++) {
        const width = BigInt(randomBetween(1, 52));
        addDouble(fromBits(randomPositiveBits() & ((1n << width) - 1n)));
    }
}

function addRandom() {
    for (let i = 0; i < 150; i++) addDouble(fromBits(randomPositiveBits()));
    for (let i = 0; i < 500; i++) {
        const count = [15, 16, 17, 18, 19, 20, randomBetween(21, 40)][i % 7];
        add(`${randomDigits(count)}e${randomBetween(-345, 310)}`);
    }
    for (let i = 0; i < 250; i++) {
        const digits = randomDigits(randomBetween(2, 20));
        const dot = randomBetween(1, digits.length - 1);
        add(`${i % 4 ? '' : '-'}${digits.slice(0, dot)}.${digits.slice(dot)}`);
        add(`0.${digits}`);
    }
    for (let i = 0; i < 100; i++) {
        const x = random32() / 2 ** 32;
        add(String(x), (x * 1000).toFixed(3), (x * 100).toFixed(15), String(x * 2 ** 40));
    }
}

function addHalfways() {
    addHalfway(0n);
    addHalfway(1n);
    addHalfway(0x000fffffffffffffn); /* 768 digits, the most there are */
    addHalfway(0x0010000000000000n);
    addHalfway(0x001fffffffffffffn);
    for (let i = 0; i < 60; i++) {
        /* Near 1 the expansions are short, and some fit into the leading 19 digits. */
        const biased = BigInt(randomBetween(1023 - 20, 1023 + 75));
        addHalfway((biased << 52n) | (randomPositiveBits() & ((1n << 52n) - 1n)));
    }
    for (let i = 0; i < 30; i++) addHalfway((BigInt(randomBetween(1050, 1090)) << 52n) | BigInt(i));
    for (let i = 0; i < 16; i++) addHalfway(randomPositiveBits());
}

addLayouts();
addBoundaries();
addPowers();
addSubnormals();
addRandom();
addHalfways();
addBesidePowersOfTwo();

let output = '';
for (const literal of literals) output += `${literal}\t${JSON.stringify(JSON.parse(literal))}\n`;
process.stdout.write(output);
