package apideck

/*
#include <apideck/apideck.h>
#include <stdlib.h>
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Form says which bytes are signed.
type Form int

const (
	Sorted     Form = C.APIDECK_FORM_SORTED
	SortedDeep Form = C.APIDECK_FORM_SORTED_DEEP
	Raw        Form = C.APIDECK_FORM_RAW
)

// Encoding says how a signature is written.
type Encoding int

const (
	Hex    Encoding = C.APIDECK_ENCODING_HEX
	Base64 Encoding = C.APIDECK_ENCODING_BASE64
)

// Key is a key that a signature may be made with. Verdicts show its name.
type Key struct {
	Name   string
	Secret string
}

// Verdict says how a genuine body was signed.
type Verdict struct {
	Form     Form
	Encoding Encoding
	KeyName  string
}

// Keyring verifies signatures. Keys are tried in their order; signatures are made with the first.
type Keyring struct {
	ring *C.apideck_keyring
}

// NewKeyring makes a keyring that accepts the forms, or all of them where none is given.
func NewKeyring(keys []Key, forms ...Form) (*Keyring, error) {
	ring, err := newRing(keys, forms)
	if err != nil {
		return nil, err
	}
	keyring := &Keyring{ring}
	runtime.SetFinalizer(keyring, func(k *Keyring) { C.apideck_keyring_free(k.ring) })
	return keyring, nil
}

// newRing makes a keyring of the library; whoever calls has to free it.
func newRing(keys []Key, forms []Form) (*C.apideck_keyring, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var ring *C.apideck_keyring
	if err := check(C.apideck_keyring_new(nil, &ring)); err != nil {
		return nil, err
	}
	if err := fill(ring, keys, forms); err != nil {
		C.apideck_keyring_free(ring)
		return nil, err
	}
	return ring, nil
}

func fill(ring *C.apideck_keyring, keys []Key, forms []Form) error {
	if len(forms) > 0 {
		sum := C.uint(0)
		for _, form := range forms {
			sum |= C.uint(form)
		}
		if err := check(C.apideck_keyring_accept(ring, sum)); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := add(ring, key); err != nil {
			return err
		}
	}
	return nil
}

func add(ring *C.apideck_keyring, key Key) error {
	name := C.CString(key.Name)
	defer C.free(unsafe.Pointer(name))
	secret := addressable([]byte(key.Secret))
	size := C.size_t(len(key.Secret))
	return check(C.apideck_keyring_add(ring, name, unsafe.Pointer(&secret[0]), size))
}

// Verify tells whether the signature of a body is genuine: only without an error it is.
func (k *Keyring) Verify(body []byte, signature string) (Verdict, error) {
	defer runtime.KeepAlive(k)
	bodySize, signatureSize := C.size_t(len(body)), C.size_t(len(signature))
	body = addressable(body)
	sent := addressable([]byte(signature))
	var verdict C.apideck_verdict
	code := C.apideck_verify_signature(k.ring, unsafe.Pointer(&body[0]), bodySize,
		(*C.char)(unsafe.Pointer(&sent[0])), signatureSize, &verdict)
	if err := check(code); err != nil {
		return Verdict{}, err
	}
	return copyVerdict(&verdict), nil
}

// VerifyEvent is Verify and Parse in one reading of the body.
func (k *Keyring) VerifyEvent(body []byte, signature string) (*Event, Verdict, error) {
	defer runtime.KeepAlive(k)
	bodySize, signatureSize := C.size_t(len(body)), C.size_t(len(signature))
	body = addressable(body)
	sent := addressable([]byte(signature))
	var event *C.apideck_event
	var verdict C.apideck_verdict
	var details C.apideck_error
	code := C.apideck_verify_event(k.ring, unsafe.Pointer(&body[0]), bodySize,
		(*C.char)(unsafe.Pointer(&sent[0])), signatureSize, nil, &event, &verdict, &details)
	if err := checkDetails(code, &details); err != nil {
		return nil, Verdict{}, err
	}
	defer C.apideck_event_free(event)
	return copyEvent(event), copyVerdict(&verdict), nil
}

// Sign signs a body as Apideck would, for tests.
func (k *Keyring) Sign(body []byte, form Form, encoding Encoding) (string, error) {
	defer runtime.KeepAlive(k)
	size := C.size_t(len(body))
	body = addressable(body)
	var signature [C.APIDECK_SIGNATURE_SIZE]C.char
	code := C.apideck_sign(k.ring, nil, unsafe.Pointer(&body[0]), size,
		C.apideck_form(form), C.apideck_encoding(encoding), &signature[0])
	if err := check(code); err != nil {
		return "", err
	}
	return C.GoString(&signature[0]), nil
}

// Canonicalize gives the bytes that a signature covers: for finding out why one does not match.
func Canonicalize(body []byte, form Form) ([]byte, error) {
	size := C.size_t(len(body))
	body = addressable(body)
	text := make([]byte, len(body)) // the canonical form is seldom longer
	for {
		var needed C.size_t
		var details C.apideck_error
		code := C.apideck_canonicalize(unsafe.Pointer(&body[0]), size, C.apideck_form(form), nil,
			(*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text)), &needed, &details)
		if code != C.APIDECK_ERR_BUFFER_TOO_SMALL {
			return text[:needed], checkDetails(code, &details)
		}
		text = make([]byte, needed)
	}
}

func copyVerdict(verdict *C.apideck_verdict) Verdict {
	return Verdict{
		Form:     Form(verdict.form),
		Encoding: Encoding(verdict.encoding),
		KeyName:  C.GoString(&verdict.key_name[0]),
	}
}
