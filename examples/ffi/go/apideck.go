// Package apideck receives Apideck webhooks: libapideck for Go.
//
//	receiver, err := apideck.NewReceiver(apideck.Config{
//		Keys: []apideck.Key{{Name: "main", Secret: os.Getenv("APIDECK_API_KEY")}},
//		Handlers: map[string]apideck.Handler{
//			"accounting.invoice.created": func(event *apideck.Event) error {
//				return save(event.EntityID) // an error: not handled, it is sent again
//			},
//		},
//	})
//	http.Handle("/webhooks", receiver)
//
// C never calls Go: a receiver accepts a delivery in C, calls the handler here, and finishes the
// delivery in C. So a panic meets no C frame, and C keeps no pointer into Go's memory.
//
// What C owns is freed by finalizers, so never during a call. Everything here may be used by any
// number of goroutines at once.
package apideck

/*
#cgo pkg-config: libapideck
#include <apideck/apideck.h>
*/
import "C"

import "fmt"

// Error is what the library says about a call that failed.
type Error struct {
	Code    int
	Name    string // "APIDECK_ERR_SIGNATURE_MISMATCH"
	Message string
	Offset  int // the byte of the body that is to blame, else 0
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s", e.Name, e.Message)
}

func check(code C.int) error {
	if code == 0 {
		return nil
	}
	return newError(code, C.apideck_error_text(code), 0)
}

// checkDetails is for calls that tell more than a code.
func checkDetails(code C.int, details *C.apideck_error) error {
	if code == 0 {
		return nil
	}
	return newError(code, details.message, details.offset)
}

func newError(code C.int, message *C.char, offset C.size_t) *Error {
	return &Error{
		Code:    int(code),
		Name:    C.GoString(C.apideck_error_name(code)),
		Message: C.GoString(message),
		Offset:  int(offset),
	}
}

// Version is that of the library that runs.
func Version() string {
	return C.GoString(C.apideck_version())
}

// checkVersion tells whether the library that runs serves the headers that this was compiled with.
func checkVersion() error {
	var details C.apideck_error
	code := C.apideck_check_version(C.APIDECK_VERSION_MAJOR, C.APIDECK_VERSION_MINOR, &details)
	return checkDetails(code, &details)
}

// addressable gives bytes that have a first one to point to; C is told their true length.
func addressable(bytes []byte) []byte {
	if len(bytes) == 0 {
		return make([]byte, 1)
	}
	return bytes
}
