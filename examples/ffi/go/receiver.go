package apideck

/*
#include "handlers.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"log"
	"runtime"
	"runtime/debug"
	"time"
	"unsafe"
)

// Handler does what an event asks for. With an error, or a panic, the event was not handled: it is
// sent again.
type Handler func(*Event) error

// Config is what a receiver is made of. Zero means the default of the C library.
type Config struct {
	Keys  []Key
	Forms []Form

	// Handlers by the type of the event, e.g. "accounting.invoice.created". Those of the accounting
	// API may have one of their own; "any" gets the others, and "unknown" those of a type that is
	// newer than the library.
	Handlers map[string]Handler

	// OnError is told what a handler returned, or a *Panic; without it that is logged.
	OnError func(*Event, error)

	// What was handled is remembered in memory; StoreBytes is how far that may grow.
	Name       string
	MaxBody    int
	StoreBytes int
	Lease      time.Duration
	Retention  time.Duration
	Freshness  time.Duration
}

// Answer is what to send back, and why.
type Answer struct {
	Status  int    // the HTTP status
	Outcome string // "handled", "duplicate", ...
	Error   string // "APIDECK_ERR_...", or ""
	Offset  int    // the byte of the body where it was noticed, else 0
	Reason  string // fit for the response's body
}

// Panic is the error of a handler that panicked.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string {
	return fmt.Sprintf("panic: %v\n%s", p.Value, p.Stack)
}

// Receiver takes deliveries the whole way: verified, typed, handled once.
type Receiver struct {
	receiver *owned
	config   Config
	maxBody  int64
}

// owned is apart from Receiver because handlers may know their receiver: the finalizer of a cycle
// would never run.
type owned struct {
	receiver *C.apideck_receiver
}

// NewReceiver makes a receiver.
func NewReceiver(config Config) (*Receiver, error) {
	// In C's memory, since the settings point to it.
	handlers := (*C.apideck_handlers)(C.calloc(1, C.sizeof_apideck_handlers))
	defer C.free(unsafe.Pointer(handlers))
	C.apideck_handlers_init(handlers)
	if err := markHandlers(handlers, config.Handlers); err != nil {
		return nil, err
	}
	ring, err := newRing(config.Keys, config.Forms)
	if err != nil {
		return nil, err
	}
	var settings C.apideck_receiver_config
	C.apideck_receiver_config_init(&settings)
	settings.keyring = ring
	settings.handlers = handlers
	defer setNumbersAndName(&settings, &config)()
	var receiver *C.apideck_receiver
	var details C.apideck_error
	code := C.apideck_receiver_new(&settings, &receiver, &details)
	if err := checkDetails(code, &details); err != nil {
		C.apideck_keyring_free(ring)
		return nil, err
	}
	own := &owned{receiver} // and the ring with it
	runtime.SetFinalizer(own, func(o *owned) { C.apideck_receiver_free(o.receiver) })
	return &Receiver{own, config, int64(settings.max_body)}, nil
}

func markHandlers(table *C.apideck_handlers, handlers map[string]Handler) error {
	for eventType, handler := range handlers {
		name := C.CString(eventType)
		marked := C.handlers_mark(table, name)
		C.free(unsafe.Pointer(name))
		if marked != 0 || handler == nil {
			return fmt.Errorf("apideck: no handler of its own: %q", eventType)
		}
	}
	return nil
}

// setNumbersAndName returns what frees the name.
func setNumbersAndName(settings *C.apideck_receiver_config, config *Config) func() {
	if config.MaxBody != 0 {
		settings.max_body = C.size_t(config.MaxBody)
	}
	if config.StoreBytes != 0 {
		settings.store_bytes = C.size_t(config.StoreBytes)
	}
	if config.Lease != 0 {
		settings.lease_ms = C.int64_t(config.Lease.Milliseconds())
	}
	if config.Retention != 0 {
		settings.retention_ms = C.int64_t(config.Retention.Milliseconds())
	}
	if config.Freshness != 0 {
		settings.freshness_ms = C.int64_t(config.Freshness.Milliseconds())
	}
	if config.Name == "" {
		return func() {}
	}
	settings.name = C.CString(config.Name)
	return func() { C.free(unsafe.Pointer(settings.name)) }
}

// Receive takes one request; an http.Header will do.
func (r *Receiver) Receive(headers map[string][]string, body []byte) Answer {
	defer runtime.KeepAlive(r.receiver)
	list, count := copyHeaders(headers)
	defer C.free(unsafe.Pointer(list))
	size := C.size_t(len(body))
	body = addressable(body)
	var delivery *C.apideck_delivery
	var answer C.apideck_answer
	C.apideck_accept(r.receiver.receiver, list, count, unsafe.Pointer(&body[0]), size,
		&delivery, &answer)
	if delivery != nil {
		r.handleAndFinish(delivery, &answer)
	}
	return copyAnswer(&answer)
}

func (r *Receiver) handleAndFinish(delivery *C.apideck_delivery, answer *C.apideck_answer) {
	result := C.int(C.APIDECK_ERR_HANDLER)
	// Deferred, so that a handler that ends its goroutine does not leave the event claimed.
	defer func() { C.apideck_finish(r.receiver.receiver, delivery, result, answer) }()
	event := copyEvent(C.apideck_delivery_event(delivery))
	if err := call(r.handlerOf(event), event); err != nil {
		r.report(event, err)
		return
	}
	result = 0
}

func (r *Receiver) handlerOf(event *Event) Handler {
	if handler := r.config.Handlers[event.EventType]; handler != nil {
		return handler
	}
	if event.Known {
		return r.config.Handlers["any"]
	}
	return r.config.Handlers["unknown"]
}

func call(handler Handler, event *Event) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &Panic{value, debug.Stack()}
		}
	}()
	return handler(event)
}

func (r *Receiver) report(event *Event, err error) {
	if r.config.OnError != nil {
		r.config.OnError(event, err)
	} else {
		log.Printf("apideck: %s %s: %v", event.EventType, event.EventID, err)
	}
}

// SetKeys replaces the keys while deliveries arrive.
func (r *Receiver) SetKeys(keys []Key) error {
	defer runtime.KeepAlive(r.receiver)
	ring, err := newRing(keys, r.config.Forms)
	if err != nil {
		return err
	}
	if err := check(C.apideck_receiver_set_keyring(r.receiver.receiver, ring)); err != nil {
		C.apideck_keyring_free(ring)
		return err
	}
	return nil
}

// Prune has the store forget what need not be kept any longer.
func (r *Receiver) Prune() error {
	defer runtime.KeepAlive(r.receiver)
	code := C.apideck_receiver_prune(r.receiver.receiver)
	if code == C.APIDECK_ERR_NOT_FOUND {
		return nil
	}
	return check(code)
}

// Stats counts deliveries by their outcome.
type Stats struct {
	Deliveries, Handled, Duplicate, Unhandled, Unknown, Handshake uint64
	Unauthentic, Malformed, TooLarge, TooOld                      uint64
	Busy, StoreFailed, HandlerFailed, Unavailable                 uint64
}

// Stats are those since the receiver was made.
func (r *Receiver) Stats() Stats {
	defer runtime.KeepAlive(r.receiver)
	stats := C.apideck_stats{size: C.sizeof_apideck_stats}
	if C.apideck_receiver_stats(r.receiver.receiver, &stats) != 0 {
		panic("apideck: no stats") // it only fails for wrong arguments
	}
	return Stats{
		Deliveries:    uint64(stats.deliveries),
		Handled:       uint64(stats.handled),
		Duplicate:     uint64(stats.duplicate),
		Unhandled:     uint64(stats.unhandled),
		Unknown:       uint64(stats.unknown),
		Handshake:     uint64(stats.handshake),
		Unauthentic:   uint64(stats.unauthentic),
		Malformed:     uint64(stats.malformed),
		TooLarge:      uint64(stats.too_large),
		TooOld:        uint64(stats.too_old),
		Busy:          uint64(stats.busy),
		StoreFailed:   uint64(stats.store_failed),
		HandlerFailed: uint64(stats.handler_failed),
		Unavailable:   uint64(stats.unavailable),
	}
}

// copyHeaders lists headers in one block of C's memory, which whoever calls has to free: a list in
// Go's memory could not point to texts in Go's memory while C reads it.
func copyHeaders(headers map[string][]string) (*C.apideck_header, C.size_t) {
	count, size := 0, 0
	for name, values := range headers {
		for _, value := range values {
			count++
			size += len(name) + len(value)
		}
	}
	block := C.malloc(C.size_t(count)*C.sizeof_apideck_header + C.size_t(size) + 1)
	list := unsafe.Slice((*C.apideck_header)(block), count)
	texts := unsafe.Slice((*byte)(unsafe.Add(block, count*C.sizeof_apideck_header)), size+1)
	put := func(text string) C.apideck_str {
		str := C.apideck_str{(*C.char)(unsafe.Pointer(&texts[0])), C.size_t(len(text))}
		texts = texts[copy(texts, text):]
		return str
	}
	next := 0
	for name, values := range headers {
		for _, value := range values {
			list[next] = C.apideck_header{name: put(name), value: put(value)}
			next++
		}
	}
	return (*C.apideck_header)(block), C.size_t(count)
}

func copyAnswer(answer *C.apideck_answer) Answer {
	copied := Answer{
		Status:  int(answer.status),
		Outcome: C.GoString(C.apideck_outcome_name(answer.outcome)),
		Offset:  int(answer.offset),
		Reason:  C.GoString(answer.reason),
	}
	if answer.error != 0 {
		copied.Error = C.GoString(C.apideck_error_name(answer.error))
	}
	return copied
}
