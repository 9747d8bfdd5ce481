// The guide's way: parse, sort, stringify, hash. Speaks the protocol of ../peers.h.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const readline = require('readline');

const key = process.argv[2];

function sort(value) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
        return value;
    }
    const sorted = {};
    for (const name of Object.keys(value).sort()) {
        sorted[name] = sort(value[name]);
    }
    return sorted;
}

function sign(document) {
    return crypto.createHmac('sha256', key).update(JSON.stringify(sort(document))).digest();
}

function deliver(body, signature) {
    const document = JSON.parse(body.toString());
    const claimed = Buffer.from(signature, 'hex');
    const genuine = sign(document);
    if (claimed.length !== genuine.length || !crypto.timingSafeEqual(claimed, genuine)) {
        return null;
    }
    return document.payload;
}

const bodies = process.argv.slice(3).map((path) => fs.readFileSync(path));
const signatures = bodies.map((body) => sign(JSON.parse(body.toString())).toString('hex'));
console.log(signatures.join('\n'));

readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const [body, times] = line.split(' ').map(Number);
    let failed = false;
    const begin = process.cpuUsage();
    for (let i = 0; i < times; i++) {
        const event = deliver(bodies[body], signatures[body]);
        failed = failed || !event || !event.event_id;
    }
    const used = process.cpuUsage(begin);
    console.log(failed ? -1 : (used.user + used.system) * 1000);
});
