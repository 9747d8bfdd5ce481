/* Writes tests/vectors/public_suites.tsv:
 *
 *     node tests/vectors/public_suites.js JSON_TEST_SUITE JSON_CANONICALIZATION \
 *         > tests/vectors/public_suites.tsv
 *
 * The arguments are copies of github.com/nst/JSONTestSuite and
 * github.com/cyberphone/json-canonicalization. Each line of the table has three columns: the name of
 * a document; its bytes in hexadecimal, where `5b*3` stands for 5b5b5b; and what the form
 * sorted-deep of it is, or `refused`. */
'use strict';

const fs = require('fs');
const path = require('path');
const { canonical } = require('../conformance/guide.js');

const [jsonTestSuite, jsonCanonicalization] = process.argv.slice(2);
const DEPTH = 128; // levels of nesting that the library reads

/* The library refuses a key that is there twice; the suite has it accepted. */
const DUPLICATE_KEY = /duplicated_key|same_key/;

/* Too long to be written out. */
const REPEATED = { 'n_structure_100000_opening_arrays.json': ['[', 100000],
    'n_structure_open_array_object.json': ['[{"":', 50000] };

function hex(name, bytes) {
    if (!(name in REPEATED)) return bytes.toString('hex');
    const [unit, count] = REPEATED[name];
    if (bytes.toString().trimEnd() !== unit.repeat(count)) throw new Error(`${name} has changed`);
    return `${Buffer.from(unit).toString('hex')}*${count}`;
}

function depth(value) {
    if (value === null || typeof value !== 'object') return 0;
    return 1 + Math.max(0, ...Object.values(value).map(depth));
}

/* What JavaScript makes of a document, if it is one and within the library's limits. */
function expected(name, bytes) {
    if (DUPLICATE_KEY.test(name)) return 'refused';
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        return depth(JSON.parse(text)) > DEPTH ? 'refused' : canonical(text, 'sorted-deep');
    } catch {
        return 'refused';
    }
}

/* y_ has to be accepted, n_ to be refused; i_ is left open, so JavaScript decides. */
function parsing(name, bytes) {
    const result = expected(name, bytes);
    const isAccepted = result !== 'refused' || DUPLICATE_KEY.test(name);
    if (name[0] !== 'i' && isAccepted !== (name[0] === 'y')) throw new Error(`JavaScript and the suite differ about ${name}`);
    return result;
}

/* The outputs are those of RFC 8785, which orders array indexes like all other keys. Where there are
 * none, they are ours too. */
function canonicalization(name, bytes) {
    const output = fs.readFileSync(path.join(jsonCanonicalization, 'testdata/output', name), 'utf8');
    const result = expected(name, bytes);
    const hasIndexes = /"\d+":/.test(bytes.toString());
    if (!hasIndexes && result !== output) throw new Error(`JavaScript and RFC 8785 differ: ${name}`);
    return result;
}

function write(folder, prefix, expect) {
    for (const name of fs.readdirSync(folder).sort()) {
        const bytes = fs.readFileSync(path.join(folder, name));
        console.log(`${prefix}/${name}\t${hex(name, bytes)}\t${expect(name, bytes)}`);
    }
}

console.log(`# Documents of JSONTestSuite, Copyright (c) 2016 Nicolas Seriot, MIT License, and of
# json-canonicalization, Copyright 2018 Anders Rundgren, Apache License 2.0. public_suites.js tells
# what the columns are.`);
write(path.join(jsonTestSuite, 'test_parsing'), 'test_parsing', parsing);
write(path.join(jsonTestSuite, 'test_transform'), 'test_transform', expected);
write(path.join(jsonCanonicalization, 'testdata/input'), 'rfc8785', canonicalization);
