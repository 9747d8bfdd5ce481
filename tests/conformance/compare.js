/* Usage: node compare.js BODIES EXPECTED GOT. Compares line by line; describes the first
 * differences on standard error and prints "SAME DIFFERENT", the number of lines of either kind. */
'use strict';

const fs = require('fs');
const { lines } = require('./lines.js');

const SHOWN = 10;
const [bodies, expected, got] = process.argv.slice(2).map((path) => lines(fs.openSync(path)));

function visible(text) {
    return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g,
        (c) => `<U+${c.charCodeAt(0).toString(16).padStart(4, '0')}>`);
}

let same = 0;
let different = 0;
for (const body of bodies) {
    const e = expected.next().value;
    const g = got.next().value;
    if (e !== undefined && e === g) {
        same++;
    } else if (++different <= SHOWN) {
        console.error(`line ${same + different}: ${visible(body)}\n    expected ${visible(e)}\n` +
            `    got      ${visible(g)}`);
    }
}
if (!expected.next().done || !got.next().done) different++;
console.log(`${same} ${different}`);
