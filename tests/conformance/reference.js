/* Usage: node reference.js FORM. Reads bodies, one a line; prints the canonical form of each. */
'use strict';

const { canonical } = require('./guide.js');
const { lines, print, flush } = require('./lines.js');

for (const body of lines(0)) print(canonical(body, process.argv[2]));
flush();
