/* Writes tests/vectors/number_classes.tsv:
 *
 *     node tests/vectors/number_classes.js > tests/vectors/number_classes.tsv
 *     node tests/vectors/number_classes.js CLASS COUNT      prints the values themselves
 *
 * Each class is an endless or finite sequence of numbers. A line of the file is its name, a count,
 * and the SHA-256 of what JSON.stringify prints of so many, each with a newline. The sequences are
 * made a second time in tests/test_number_classes.c, which has to come to the same digests. */
'use strict';

const crypto = require('crypto');
const { seed, uint32 } = require('../conformance/random.js');

const view = new DataView(new ArrayBuffer(8));

function fromBits(bits) {
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
}

function fromHalves(high, low) {
    view.setUint32(0, high);
    view.setUint32(4, low);
    return view.getFloat64(0);
}

function toBits(x) {
    view.setFloat64(0, x);
    return view.getBigUint64(0);
}

function digits(count) {
    let text = String(1 + (uint32() % 9));
    while (text.length < count) {
        const width = Math.min(8, count - text.length);
        text += String(uint32() % 10 ** width).padStart(width, '0');
    }
    return text;
}

/* The 17 doubles around one: eight on each side, as far as there are any. */
function around(x, i) {
    const bits = toBits(x) + BigInt(i % 17) - 8n;
    return fromBits(bits < 0n ? 0n : bits);
}

/* The doubles around 1e21 and so on, one after the other, both sides in turn. */
function near(x, i) {
    return fromBits(toBits(x) + BigInt(i % 2 ? (i + 1) / 2 : -i / 2));
}

function randomBits() {
    const high = uint32();
    const low = uint32();
    return fromHalves(((high >>> 20) & 0x7ff) === 0x7ff ? high ^ 0x00100000 : high, low);
}

function subnormal() {
    const high = uint32();
    const width = uint32() % 53;
    const low = uint32();
    const fraction = ((BigInt(high & 0xfffff) << 32n) | BigInt(low)) >> BigInt(52 - width);
    return fromBits((BigInt(high >>> 31) << 63n) | fraction);
}

function decimal(count) {
    const text = digits(count);
    return Number(`${text}e${(uint32() % 670) - 345 - count + 1}`);
}

/* As amounts are written. */
function amount() {
    const whole = uint32() % 1000000000;
    const places = 1 + (uint32() % 7);
    return Number(`${whole}.${String(uint32() % 10 ** places).padStart(places, '0')}`);
}

function long() {
    const text = digits(18 + (uint32() % 23));
    const point = 1 + (uint32() % 17);
    return Number(`${text.slice(0, point)}.${text.slice(point)}e${(uint32() % 640) - 325}`);
}

/* name: [how many in all, the value at a place] */
const classes = {
    'random-bits': [5000000, randomBits],
    subnormals: [1000000, subnormal],
    'smallest-subnormals': [200000, (i) => fromBits(BigInt(i))],
    'powers-of-two': [2098 * 17, (i) => around(2 ** (Math.floor(i / 17) - 1074), i)],
    'powers-of-ten': [632 * 17, (i) => around(Number(`1e${Math.floor(i / 17) - 323}`), i)],
    '15-digits': [1000000, () => decimal(15)],
    '16-digits': [1000000, () => decimal(16)],
    '17-digits': [1000000, () => decimal(17)],
    amounts: [1000000, amount],
    long: [1000000, long],
    'near-1e21': [200000, (i) => near(1e21, i)],
    'near-1e-6': [200000, (i) => near(1e-6, i)],
    'near-1e-7': [200000, (i) => near(1e-7, i)],
    'near-2^53': [200000, (i) => near(2 ** 53, i)],
};

const FIRST = 100000;

function* values(name, count) {
    seed(20240229);
    for (let i = 0; i < count; i++) yield `${JSON.stringify(classes[name][1](i))}\n`;
}

function digest(name, count) {
    const hash = crypto.createHash('sha256');
    let lines = '';
    for (const line of values(name, count)) {
        lines += line;
        if (lines.length > 65536) {
            hash.update(lines);
            lines = '';
        }
    }
    return hash.update(lines).digest('hex');
}

if (process.argv.length > 2) {
    for (const line of values(process.argv[2], Number(process.argv[3]))) process.stdout.write(line);
} else {
    for (const [name, [all]] of Object.entries(classes)) {
        for (const count of all > FIRST ? [FIRST, all] : [all]) {
            process.stdout.write(`${name}\t${count}\t${digest(name, count)}\n`);
        }
    }
}
