package apideck

import (
	"errors"
	"fmt"
	"testing"
)

const invoiceCreated = "accounting.invoice.created"

var testKeys = []Key{{"main", "the key of the Go tests"}}

func bodyOf(eventType, eventID string) []byte {
	return []byte(fmt.Sprintf(`{"payload":{"event_type":"%s","event_id":"%s","entity_id":"id-1"}}`,
		eventType, eventID))
}

func newTestKeyring(t testing.TB, keys []Key, forms ...Form) *Keyring {
	t.Helper()
	keyring, err := NewKeyring(keys, forms...)
	if err != nil {
		t.Fatal(err)
	}
	return keyring
}

func signed(t testing.TB, keys []Key, body []byte) map[string][]string {
	t.Helper()
	signature, err := newTestKeyring(t, keys).Sign(body, Sorted, Hex)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]string{
		"Content-Type":        {"application/json"},
		"X-Apideck-Signature": {signature},
	}
}

func newTestReceiver(t testing.TB, config Config) *Receiver {
	t.Helper()
	config.Keys = testKeys
	if config.OnError == nil {
		config.OnError = func(*Event, error) {}
	}
	receiver, err := NewReceiver(config)
	if err != nil {
		t.Fatal(err)
	}
	return receiver
}

func deliver(t testing.TB, receiver *Receiver, eventType, eventID string) Answer {
	t.Helper()
	body := bodyOf(eventType, eventID)
	return receiver.Receive(signed(t, testKeys, body), body)
}

func wantError(t testing.TB, err error, name string) {
	t.Helper()
	var known *Error
	if !errors.As(err, &known) || known.Name != "APIDECK_ERR_"+name {
		t.Errorf("is %v, expected %s", err, name)
	}
}

func wantOutcome(t testing.TB, answer Answer, outcome string) {
	t.Helper()
	if answer.Outcome != outcome {
		t.Errorf("is %+v, expected %s", answer, outcome)
	}
}
