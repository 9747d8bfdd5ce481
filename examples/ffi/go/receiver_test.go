package apideck

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestHandlers(t *testing.T) {
	var seen []string
	see := func(what string) Handler {
		return func(event *Event) error {
			seen = append(seen, what+" "+event.EventType)
			return nil
		}
	}
	receiver := newTestReceiver(t, Config{Handlers: map[string]Handler{
		invoiceCreated: see("own"), "any": see("any"), "unknown": see("unknown"),
	}})
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "handled")
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "duplicate")
	wantOutcome(t, deliver(t, receiver, "crm.lead.created", "2"), "handled")
	wantOutcome(t, deliver(t, receiver, "crm.lead.cloned", "3"), "handled")
	handshake := map[string][]string{"X-Apideck-Event-Type": {"apideck.subscription.created"}}
	wantOutcome(t, receiver.Receive(handshake, []byte("{}")), "handshake")
	answer := receiver.Receive(nil, nil)
	if answer.Status != 401 || answer.Error != "APIDECK_ERR_SIGNATURE_MISSING" {
		t.Errorf("%+v", answer)
	}
	expected := []string{
		"own " + invoiceCreated, "any crm.lead.created", "unknown crm.lead.cloned",
	}
	if !reflect.DeepEqual(seen, expected) {
		t.Error(seen)
	}
	stats := receiver.Stats()
	if stats.Handled != 3 || stats.Duplicate != 1 || stats.Deliveries != 6 {
		t.Errorf("%+v", stats)
	}
	if err := receiver.Prune(); err != nil {
		t.Error(err)
	}
}

func TestNoHandler(t *testing.T) {
	receiver := newTestReceiver(t, Config{})
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "unhandled")
}

func TestRepeatedHeader(t *testing.T) {
	receiver := newTestReceiver(t, Config{})
	body := bodyOf(invoiceCreated, "1")
	headers := signed(t, testKeys, body)
	headers["x-apideck-signature"] = []string{"", "another"}
	wantOutcome(t, receiver.Receive(headers, body), "malformed")
}

func TestConfig(t *testing.T) {
	for member, config := range map[string]Config{
		"retention_ms": {Keys: testKeys, Retention: time.Hour},
		"lease_ms":     {Keys: testKeys, Lease: -time.Hour},
		"max_body":     {Keys: testKeys, MaxBody: -1},
		"no key":       {},
	} {
		if _, err := NewReceiver(config); err == nil || !strings.Contains(err.Error(), member) {
			t.Errorf("%s: %v", member, err)
		}
	}
	receiver := newTestReceiver(t, Config{MaxBody: 100, Name: "scope"})
	wantOutcome(t, receiver.Receive(nil, make([]byte, 101)), "too_large")
}

func TestSetKeys(t *testing.T) {
	receiver := newTestReceiver(t, Config{})
	other := Key{"other", "another key"}
	if err := receiver.SetKeys([]Key{other}); err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "unauthentic")
	if err := receiver.SetKeys([]Key{other, testKeys[0]}); err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "unhandled")
	wantError(t, receiver.SetKeys(nil), "NO_KEY")
}

// An error or a panic means: not handled; the next delivery is let in.
func TestFailingHandlers(t *testing.T) {
	tries := 0
	var reported []error
	receiver := newTestReceiver(t, Config{
		Handlers: map[string]Handler{"any": func(event *Event) error {
			tries++
			switch tries {
			case 1:
				return errors.New("the disk is full")
			case 2:
				panic("in a handler")
			case 3:
				var none *Event
				return errors.New(none.EventID)
			}
			return nil
		}},
		OnError: func(event *Event, err error) { reported = append(reported, err) },
	})
	for i := 0; i < 3; i++ {
		answer := deliver(t, receiver, invoiceCreated, "1")
		if answer.Status != 500 || answer.Error != "APIDECK_ERR_HANDLER" {
			t.Errorf("%+v", answer)
		}
	}
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "handled")
	var panicked *Panic
	if len(reported) != 3 || reported[0].Error() != "the disk is full" ||
		!errors.As(reported[1], &panicked) || panicked.Value != "in a handler" ||
		!strings.Contains(reported[2].Error(), "receiver_test.go") {
		t.Error(reported)
	}
}

func TestErrorsAreLogged(t *testing.T) {
	var text bytes.Buffer
	log.SetOutput(&text)
	defer log.SetOutput(os.Stderr)
	receiver, err := NewReceiver(Config{
		Keys:     testKeys,
		Handlers: map[string]Handler{"any": func(*Event) error { return errors.New("full") }},
	})
	if err != nil {
		t.Fatal(err)
	}
	deliver(t, receiver, invoiceCreated, "1")
	if !strings.Contains(text.String(), invoiceCreated+" 1: full") {
		t.Error(text.String())
	}
}

func TestHandlerEndsItsGoroutine(t *testing.T) {
	first := true
	receiver := newTestReceiver(t, Config{
		Handlers: map[string]Handler{"any": func(*Event) error {
			if first {
				first = false
				runtime.Goexit()
			}
			return nil
		}},
	})
	ended := make(chan bool)
	go func() {
		defer close(ended)
		deliver(t, receiver, invoiceCreated, "1")
	}()
	<-ended
	wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "handled")
}

func TestEachEventOnce(t *testing.T) {
	const events = 100
	var lock sync.Mutex
	calls, handled := 0, map[string]int{}
	receiver := newTestReceiver(t, Config{Handlers: map[string]Handler{
		"any": func(event *Event) error {
			lock.Lock()
			defer lock.Unlock()
			if calls++; calls%5 == 0 {
				panic("again, please")
			}
			handled[event.EventID]++
			return nil
		},
	}})
	var group sync.WaitGroup
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < events; i++ {
				body := bodyOf(invoiceCreated, fmt.Sprint(i))
				headers := signed(t, testKeys, body)
				for receiver.Receive(headers, body).Status != 200 {
				}
			}
		}()
	}
	for i := 0; i < 20; i++ {
		runtime.GC()
		if err := receiver.SetKeys(testKeys); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
	for i := 0; i < events; i++ {
		if handled[fmt.Sprint(i)] != 1 {
			t.Errorf("%d: handled %d times", i, handled[fmt.Sprint(i)])
		}
	}
	if receiver.Stats().Handled != events {
		t.Errorf("%+v", receiver.Stats())
	}
}

// Receivers that nobody has are collected, even if their handlers know them; others are not.
func TestCollected(t *testing.T) {
	kept := newTestReceiver(t, Config{})
	for i := 0; i < 200; i++ {
		var receiver *Receiver
		receiver = newTestReceiver(t, Config{
			Handlers: map[string]Handler{"any": func(*Event) error {
				_ = receiver.Stats()
				runtime.GC()
				return nil
			}},
		})
		if i%10 == 0 {
			wantOutcome(t, deliver(t, receiver, invoiceCreated, "1"), "handled")
		}
	}
	runtime.GC()
	wantOutcome(t, deliver(t, kept, invoiceCreated, "1"), "unhandled")
}

// Real requests, many at once.
func TestHTTP(t *testing.T) {
	var lock sync.Mutex
	var handled []string
	receiver := newTestReceiver(t, Config{Handlers: map[string]Handler{
		invoiceCreated: func(event *Event) error {
			lock.Lock()
			defer lock.Unlock()
			handled = append(handled, event.EventID)
			if event.EventID == "bad" {
				panic("bad")
			}
			return nil
		},
	}})
	server := httptest.NewServer(receiver)
	defer server.Close()
	send := func(method string, headers map[string][]string, body []byte) int {
		request, err := http.NewRequest(method, server.URL, bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return 0
		}
		request.Header = headers
		response, err := server.Client().Do(request)
		if err != nil {
			t.Error(err)
			return 0
		}
		response.Body.Close()
		return response.StatusCode
	}
	check := func(what string, status, expected int) {
		if status != expected {
			t.Errorf("%s: %d, expected %d", what, status, expected)
		}
	}
	body, bad := bodyOf(invoiceCreated, "first"), bodyOf(invoiceCreated, "bad")
	check("genuine", send("POST", signed(t, testKeys, body), body), 200)
	check("again", send("POST", signed(t, testKeys, body), body), 200)
	check("forged", send("POST", signed(t, []Key{{"other", "key"}}, body), body), 401)
	check("unsigned", send("POST", nil, body), 401)
	check("GET", send("GET", nil, nil), 405)
	check("large", send("POST", nil, make([]byte, 1<<20+1)), 413)
	check("panic", send("POST", signed(t, testKeys, bad), bad), 500)
	var group sync.WaitGroup
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func(body []byte) {
			defer group.Done()
			headers := signed(t, testKeys, body)
			for status := 0; status != 200; {
				if status = send("POST", headers, body); status != 200 && status != 503 {
					t.Errorf("status %d", status)
					return
				}
			}
		}(bodyOf(invoiceCreated, fmt.Sprint(i%5)))
	}
	group.Wait()
	sort.Strings(handled)
	if !reflect.DeepEqual(handled, []string{"0", "1", "2", "3", "4", "bad", "first"}) {
		t.Error(handled)
	}
}
