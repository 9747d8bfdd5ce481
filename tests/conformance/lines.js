/* Lines of standard input, and standard output that may be any size. (The readline module also ends
 * lines at U+2028, which bodies hold.) */
'use strict';

const fs = require('fs');

const NEWLINE = 10;

/* The next chunk of a file, null at its end. */
function readChunk(file) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (;;) {
        try {
            const length = fs.readSync(file, chunk, 0, chunk.length, null);
            return length > 0 ? chunk.subarray(0, length) : null;
        } catch (error) {
            if (error.code !== 'EAGAIN') throw error;
        }
    }
}

function* lines(file) {
    let begun = [];
    for (let chunk; (chunk = readChunk(file)) !== null; ) {
        let begin = 0;
        for (let end; (end = chunk.indexOf(NEWLINE, begin)) >= 0; begin = end + 1) {
            begun.push(chunk.subarray(begin, end));
            yield Buffer.concat(begun).toString('utf8');
            begun = [];
        }
        begun.push(chunk.subarray(begin));
    }
    const last = Buffer.concat(begun);
    if (last.length > 0) yield last.toString('utf8');
}

function writeAll(text) {
    let bytes = Buffer.from(text, 'utf8');
    while (bytes.length > 0) {
        try {
            bytes = bytes.subarray(fs.writeSync(1, bytes));
        } catch (error) {
            if (error.code !== 'EAGAIN') throw error;
        }
    }
}

const gathered = [];
let gatheredLength = 0;

function flush() {
    writeAll(gathered.join(''));
    gathered.length = 0;
    gatheredLength = 0;
}

/* Call flush after the last one. */
function print(line) {
    gathered.push(line, '\n');
    gatheredLength += line.length;
    if (gatheredLength > 1 << 20) flush();
}

module.exports = { lines, print, flush };
