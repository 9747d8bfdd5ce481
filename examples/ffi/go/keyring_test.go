package apideck

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

func TestVectors(t *testing.T) {
	file, err := os.Open("../../../tests/vectors/canonical.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	lines.Scan()
	key := lines.Text()[2:]
	keyring := newTestKeyring(t, []Key{{"vectors", key}})
	other := newTestKeyring(t, []Key{{"other", key + "?"}})
	count := 0
	for ; lines.Scan(); count++ {
		cells := bytes.Split(lines.Bytes(), []byte("\t"))
		body := make([]byte, hex.DecodedLen(len(cells[0])))
		if _, err := hex.Decode(body, cells[0]); err != nil {
			t.Fatal(err)
		}
		texts := [][]byte{cells[1], cells[2], body}
		for i, form := range []Form{Sorted, SortedDeep, Raw} {
			checkVector(t, keyring, other, form, body, texts[i], string(cells[3+i]))
		}
	}
	if count < 100 {
		t.Errorf("only %d vectors", count)
	}
}

func checkVector(t *testing.T, keyring, other *Keyring, form Form, body, text []byte, signature string) {
	canonical, err := Canonicalize(body, form)
	if err != nil || !bytes.Equal(canonical, text) {
		t.Errorf("form %d of %s is %s, %v; expected %s", form, body, canonical, err, text)
	}
	made, err := keyring.Sign(body, form, Hex)
	if err != nil || made != signature {
		t.Errorf("signature of %s is %s, %v", body, made, err)
	}
	if verdict, err := keyring.Verify(body, signature); err != nil || verdict.KeyName != "vectors" {
		t.Errorf("%s: %+v, %v", body, verdict, err)
	}
	base64, _ := keyring.Sign(body, form, Base64)
	if verdict, err := keyring.Verify(body, base64); err != nil || verdict.Encoding != Base64 {
		t.Errorf("%s: %+v, %v", body, verdict, err)
	}
	_, err = other.Verify(body, signature)
	wantError(t, err, "SIGNATURE_MISMATCH")
}

func TestSeveralKeysAndOneForm(t *testing.T) {
	body := []byte(`{"b":[{"d":1,"c":2}],"a":1}`)
	newer := newTestKeyring(t, []Key{{"new", "new key"}})
	both := newTestKeyring(t, []Key{{"old", "old key"}, {"new", "new key"}}, Sorted)
	signature, _ := newer.Sign(body, Sorted, Hex)
	verdict, err := both.Verify(body, signature)
	if err != nil || verdict != (Verdict{Sorted, Hex, "new"}) {
		t.Error(verdict, err)
	}
	signature, _ = newer.Sign(body, Raw, Hex)
	_, err = both.Verify(body, signature)
	wantError(t, err, "SIGNATURE_MISMATCH")
}

func TestKeyringErrors(t *testing.T) {
	_, err := NewKeyring([]Key{{"main", ""}})
	wantError(t, err, "KEY")
	_, err = NewKeyring(testKeys, Form(8))
	wantError(t, err, "ARGUMENT")
	_, err = newTestKeyring(t, nil).Verify([]byte("{}"), strings.Repeat("0", 64))
	wantError(t, err, "NO_KEY")
	keyring := newTestKeyring(t, testKeys)
	_, err = keyring.Verify([]byte("{}"), "")
	wantError(t, err, "SIGNATURE_MISSING")
	_, err = keyring.Verify([]byte("{}"), "no signature")
	wantError(t, err, "SIGNATURE_MALFORMED")
	_, _, err = keyring.VerifyEvent(nil, "no signature")
	if err == nil {
		t.Error("an empty body is genuine")
	}
	_, err = keyring.Sign([]byte(`{"a":1,"a":2}`), Sorted, Hex)
	wantError(t, err, "JSON_DUPLICATE_KEY")
}
