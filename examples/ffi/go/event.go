package apideck

/*
#include <apideck/apideck.h>
*/
import "C"

import (
	"time"
	"unsafe"
)

// Event is what a body says. A text that the body lacks is "".
type Event struct {
	EventType  string
	EventID    string
	UnifiedAPI string
	ServiceID  string
	ConsumerID string
	EntityID   string
	EntityType string
	EntityURL  string
	OccurredAt string    // ISO 8601, as it was sent
	Occurred   time.Time // the same; zero when absent or in no form that is known
	Attempt    int64     // counts from 1; -1 when absent
	Known      bool      // whether the library knows this type of event

	// JSON text.
	Entity  []byte // the object that vault events carry, else nil
	Payload []byte // the event object
	Body    []byte // the whole body as it arrived
}

// Parse reads the event of a body that is trusted already: nothing here asks who sent it.
func Parse(body []byte) (*Event, error) {
	size := C.size_t(len(body))
	body = addressable(body)
	var event *C.apideck_event
	var details C.apideck_error
	code := C.apideck_parse_event(unsafe.Pointer(&body[0]), size, nil, &event, &details)
	if err := checkDetails(code, &details); err != nil {
		return nil, err
	}
	defer C.apideck_event_free(event)
	return copyEvent(event), nil
}

// EventTypes are the names of the types that the library knows, sorted.
func EventTypes() []string {
	var count C.size_t
	table := unsafe.Slice(C.apideck_event_types(&count), int(count))
	names := make([]string, len(table))
	for i := range table {
		names[i] = C.GoString(table[i].name)
	}
	return names
}

// copyEvent takes everything over: nothing of the result points into C's memory.
func copyEvent(event *C.apideck_event) *Event {
	copied := &Event{
		EventType:  text(event.event_type),
		EventID:    text(event.event_id),
		UnifiedAPI: text(event.unified_api),
		ServiceID:  text(event.service_id),
		ConsumerID: text(event.consumer_id),
		EntityID:   text(event.entity_id),
		EntityType: text(event.entity_type),
		EntityURL:  text(event.entity_url),
		OccurredAt: text(event.occurred_at),
		Attempt:    int64(event.execution_attempt),
		Known:      event._type != C.APIDECK_EVENT_UNKNOWN,
		Entity:     bytesOf(event.entity),
		Payload:    bytesOf(event.payload),
		Body:       bytesOf(event.body),
	}
	if event.occurred_at_ms != C.APIDECK_NO_TIME {
		copied.Occurred = time.UnixMilli(int64(event.occurred_at_ms)).UTC()
	}
	return copied
}

func text(str C.apideck_str) string {
	return C.GoStringN(str.ptr, C.int(str.len))
}

func bytesOf(str C.apideck_str) []byte {
	if str.ptr == nil {
		return nil
	}
	return C.GoBytes(unsafe.Pointer(str.ptr), C.int(str.len))
}
