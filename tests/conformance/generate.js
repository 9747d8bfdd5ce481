/* Usage: node generate.js COUNT SEED. Prints COUNT bodies, one a line, the same for the same seed:
 * valid JSON without duplicate keys, in all the ways that readers and printers get wrong. */
'use strict';

const { anyObject, anyValue, anyEvent, spell } = require('./bodies.js');
const { print, flush } = require('./lines.js');
const { canonical } = require('./guide.js');
const random = require('./random.js');

/* Most bodies are spelled oddly, and some as a well-behaved sender would. */
function body() {
    const value = random.pick([anyObject, anyObject, anyEvent, anyValue])();
    const text = spell(value, random.pick(['compact', 'spaced', 'sparsely spaced']));
    return random.chance(0.1) ? canonical(text, random.pick(['sorted', 'sorted-deep'])) : text;
}

const [count, seed] = process.argv.slice(2).map(Number);
if (!(count >= 0) || !Number.isInteger(seed)) {
    console.error('usage: node generate.js COUNT SEED');
    process.exit(2);
}
random.seed(seed);
for (let i = 0; i < count; i++) print(body());
flush();
