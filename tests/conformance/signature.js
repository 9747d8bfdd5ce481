/* Usage: node signature.js FORM ENCODING. Reads bodies, one a line; prints the signature of each,
 * with the key in APIDECK_API_KEY. */
'use strict';

const { signature } = require('./guide.js');
const { lines, print, flush } = require('./lines.js');

const [form, encoding] = process.argv.slice(2);
for (const body of lines(0)) print(signature(body, form, process.env.APIDECK_API_KEY, encoding));
flush();
