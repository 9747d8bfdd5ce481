/* Random choices that a seed repeats: sfc32. */
'use strict';

let a = 0;
let b = 0;
let c = 0;
let counter = 1;

function uint32() {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
}

function seed(number) {
    a = number | 0;
    b = Math.floor(number / 2 ** 32) | 0;
    c = 0x5eed;
    counter = 1;
    for (let i = 0; i < 16; i++) uint32();
}

function below(n) {
    return Math.floor((uint32() / 2 ** 32) * n);
}

function between(first, last) {
    return first + below(last - first + 1);
}

function chance(probability) {
    return uint32() < probability * 2 ** 32;
}

function pick(choices) {
    return choices[below(choices.length)];
}

/* Mostly small, at times up to `most`. */
function size(most) {
    return below(below(most + 1) + 1);
}

function shuffle(items) {
    for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
}

module.exports = { seed, uint32, below, between, chance, pick, size, shuffle };
