// Makes the bodies that the benchmark works on: `node bodies.js SIZE` prints one of about that many
// bytes. Up to 400 bytes it is a plain accounting event; larger ones are vault events whose entity
// holds nested objects, arrays of objects, escapes and fractional numbers.
'use strict';

let state = 20250101;
function random() {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
}

const accounting = {
    event_type: 'accounting.invoice.created',
    unified_api: 'accounting',
    service_id: 'xero',
    consumer_id: 'test_user_id_0123456',
    event_id: 'd290f1ee-6c54-4b01-90e6-d701748f0851',
    entity_id: '123456ASDF-8f9e',
    entity_url: 'https://unify.apideck.com/accounting/invoices/123456ASDF-8f9e',
    entity_type: 'invoice',
    occurred_at: '2020-01-01T00:00:00.000Z',
};

function field(i) {
    return {
        id: `field_${i}`,
        label: `Label of "field" ${i}`,
        type: ['text', 'select', 'checkbox'][i % 3],
        required: i % 2 === 0,
        placeholder: i % 4 ? null : 'Ünïcode\nand a new line',
        default: Math.round(random() * 1e6) / 100,
        weight: random(),
        options: [{ value: 'a', label: 'A\\B' }, { value: 'b', label: 'B' }],
    };
}

function vault(size) {
    const entity = {
        id: 'accounting+xero',
        service_id: 'xero',
        name: 'Xero',
        auth_type: 'oauth2',
        state: 'callable',
        enabled: true,
        created_at: 1600517897071,
        settings: { instance_url: 'https://example.com/a/b?c=d', base_currency: 'EUR', rate: 1.25 },
        metadata: { account: { name: 'Acme "Ltd"', id: '12345' }, plan: 'pro' },
        form_fields: [],
    };
    const event = {
        event_id: '9755c355-56c3-4a2f-a2da-86ff4411fccb',
        event_type: 'vault.connection.updated',
        service_id: 'apideck-vault',
        entity_id: '1111+test_user_id',
        entity_type: 'Connection',
        entity,
        execution_attempt: 2,
        occurred_at: '2021-10-01T03:14:55.419Z',
    };
    for (let i = 0; JSON.stringify({ payload: event }).length < size - 200; i++) {
        entity.form_fields.push(field(i));
    }
    return event;
}

const size = Number(process.argv[2]);
process.stdout.write(JSON.stringify({ payload: size <= 400 ? accounting : vault(size) }));
