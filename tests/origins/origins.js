// Usage: node origins.js ASK CASES SEED. Where the API key goes, by the reading of another client:
// makes base URLs and redirects that try to lead away, has ASK (ask.c) build the requests, and holds
// the URLs against what `new URL` reads. What is refused is fine, unless it is plain; what is sent
// goes to the origin of the base URL, at the very URL that Node would ask for. Prints the URLs as
// lines BASE URL for other readers, and counts to standard error.
'use strict';
const { spawnSync } = require('child_process');

const [, , ask, count, seed] = process.argv;
let state = Number(seed) >>> 0;

function random(n) { // xorshift
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state % n;
}
const pick = list => list[random(list.length)];

const HOSTS = ['unify.apideck.com', 'api.example:8443', '127.0.0.1:9', '[::1]:8443', '[2001:db8::a]',
    'a_b.example', 'xn--bcher-kva.example', 'UNIFY.Apideck.COM', 'h'];
const EVIL = ['evil.example', 'evil.example:8443', '0x7f.1', '2130706433', '127.1', 'h.', '[::1]',
    'unify.apideck.com.evil.example', 'evil.example#', 'user@evil.example', '①②⑦.⓪.⓪.①',
    'ｅvil.example', 'evil%2eexample', '[::ffff:1.2.3.4]', '[fe80::1%25eth0]', 'h:0443', 'h:443', 'h:'];
const SLASHES = ['//', '//', '//', '/', '\\\\', '/\\', '\\/', '///', '', '/\t/', '/\n/'];
const SCHEMES = ['https:', 'https:', 'HTTPS:', 'http:', 'ftp:', 'javascript:', 'https', ' https:',
    'https:\t', 'ht\ntps:', ''];
const PARTS = ['/', '.', '..', '%2e', '%2E%2e', 'a', 'b:c', '?', '#', 'x=y&z', '@', '@evil.example',
    ':', '\\', '%', '%2f', '%5c', ' ', '\t', '\r\n', '\0', 'é', '//evil.example', '[', '|', "'", ';',
    '~', '-', '_', '*', '$', '\u3002', '\uff0f', '%00', '<', '"', '`', '{'];

function path() {
    let text = '';
    for (let n = random(7); n > 0; n--) text += pick(PARTS);
    return text;
}

function plain() { // what nobody reads differently
    let text = pick(['', '/', '../', './', '?', '/x/../y/']);
    for (let n = 1 + random(3); n > 0; n--) text += pick(['a', 'b', '/', '~', '%20', 'c.d']);
    return text.replace(/^\/\/+/, '/');
}

function makeCase() {
    const host = pick(HOSTS);
    const plainBase = random(3) > 0;
    const base = (plainBase ? 'https://' + host + pick(['', '/', '/v1', '/v1/'])
        : pick(SCHEMES) + pick(SLASHES) + pick([...HOSTS, ...EVIL]) + pick(['', path()])).replace(/\0/g, '');
    switch (random(5)) {
    case 0:
        return { base, plainBase, location: plain(), plainLocation: true };
    case 1:
        return { base, plainBase, location: `https://${host.toLowerCase()}/${plain()}`, plainLocation: plainBase };
    case 2:
        return { base, plainBase, location: pick(SCHEMES) + pick(SLASHES) + pick([host, ...EVIL]) + path() };
    case 3: { // an absolute URL of the same host, changed somewhere
        const url = `https://${host}/a?b`;
        const at = random(url.length);
        return { base, plainBase, location: url.slice(0, at) + pick(PARTS) + url.slice(at + random(2)) };
    }
    default:
        return { base, plainBase, location: path() };
    }
}

// WHATWG writes some signs of a query with a percent sign, which both forms stand for.
const href = url => { const copy = new URL(url); copy.hash = ''; return copy.href.replace(/'/g, '%27'); };

function read(url, base) {
    try { return new URL(url, base); } catch { return null; }
}

let passed = 0, failed = 0, sent = 0, followed = 0;
function check(good, what, it) {
    if (good) { passed++; return; }
    if (failed++ < 10) console.error(`failed: ${what}: ${JSON.stringify(it)}`);
}

const cases = Array.from({ length: Number(count) }, makeCase);
const hex = text => Buffer.from(text, 'utf8').toString('hex');
const input = cases.map(c => `${hex(c.base)} ${hex(c.location)}\n`).join('');
const run = spawnSync(ask, { input, maxBuffer: 1 << 30, encoding: 'utf8' });
if (run.status !== 0) { console.error(run.stderr); process.exit(2); }
const lines = run.stdout.split('\n');
const seen = [];
for (const [i, it] of cases.entries()) {
    const [first, second] = lines[i].split('\t');
    it.first = first; it.second = second;
    const base = read(it.base);
    if (first.startsWith('APIDECK_ERR_')) {
        check(!it.plainBase, 'a plain base is refused', it);
        continue;
    }
    sent++;
    check(base && base.protocol === 'https:' && !base.username && !base.password, 'a base that is none', it);
    check(base && new URL(first).origin === base.origin, 'the request leaves the base', it);
    check(href(first) === first.replace(/'/g, '%27'), 'a request that is read differently', it);
    seen.push(`${it.base} ${first}`);
    if (second.startsWith('APIDECK_ERR_')) {
        check(!it.plainLocation, 'a plain redirect is refused', it);
        continue;
    }
    followed++;
    const target = read(it.location, first);
    check(target && target.origin === base.origin, 'the redirect leaves the base', it);
    check(target && href(target) === href(second), 'the redirect leads elsewhere', it);
    check(href(second) === second.replace(/'/g, '%27'), 'a redirect that is read differently', it);
    seen.push(`${it.base} ${second}`);
}
check(sent > cases.length / 3 && followed > cases.length / 5, 'hardly anything is sent', { sent, followed });
console.log(seen.join('\n'));
console.error(`${cases.length} cases, ${sent} sent, ${followed} redirects followed`);
console.error(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
