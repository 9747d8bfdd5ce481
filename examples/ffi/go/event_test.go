package apideck

import (
	"errors"
	"sort"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	body := `{"payload":{"event_type":"accounting.invoice.created","event_id":"1","entity_id":"i",
		"consumer_id":"caf\u00e9","occurred_at":"2020-01-01T00:00:00.000Z","execution_attempt":2}}`
	event, err := Parse([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	occurred := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if event.EventType != invoiceCreated || event.EventID != "1" || event.EntityID != "i" ||
		event.ConsumerID != "café" || event.ServiceID != "" || !event.Known ||
		!event.Occurred.Equal(occurred) || event.Attempt != 2 ||
		event.Entity != nil || string(event.Body) != body ||
		!strings.HasPrefix(string(event.Payload), `{"event_type"`) {
		t.Errorf("%+v", event)
	}
	event, err = Parse([]byte(`{"event_type":"crm.lead.cloned","entity":{"state":"x"}}`))
	if err != nil || event.Known || event.Attempt != -1 || !event.Occurred.IsZero() ||
		string(event.Entity) != `{"state":"x"}` {
		t.Errorf("%+v, %v", event, err)
	}
}

func TestParseErrors(t *testing.T) {
	_, err := Parse([]byte("{\"a\":\xff}"))
	var known *Error
	if !errors.As(err, &known) || known.Offset != 5 || known.Code >= 0 {
		t.Errorf("%+v", err)
	}
	_, err = Parse(nil)
	wantError(t, err, "JSON_EMPTY")
	_, err = Parse([]byte("[]"))
	wantError(t, err, "NOT_AN_EVENT")
}

func TestVerifyEvent(t *testing.T) {
	body := bodyOf(invoiceCreated, "1")
	keyring := newTestKeyring(t, testKeys)
	signature, _ := keyring.Sign(body, Sorted, Hex)
	event, verdict, err := keyring.VerifyEvent(body, signature)
	if err != nil || event.EventID != "1" || verdict.KeyName != "main" {
		t.Errorf("%+v, %+v, %v", event, verdict, err)
	}
}

func TestEventTypes(t *testing.T) {
	names := EventTypes()
	if !sort.StringsAreSorted(names) || len(names) < 140 {
		t.Error(names)
	}
	for _, name := range names {
		own := strings.HasPrefix(name, "accounting.")
		_, err := NewReceiver(Config{
			Keys:     testKeys,
			Handlers: map[string]Handler{name: func(*Event) error { return nil }},
		})
		if (err == nil) != own {
			t.Errorf("%s: %v", name, err)
		}
	}
}
