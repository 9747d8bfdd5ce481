// encoding/json and crypto/hmac of the standard library. Objects are read as maps of raw members,
// sorted; arrays are left as they are, as the guide does. Speaks the protocol of ../peers.h.
package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"syscall"
)

type event struct {
	EventID          string          `json:"event_id"`
	EventType        string          `json:"event_type"`
	UnifiedAPI       string          `json:"unified_api"`
	ServiceID        string          `json:"service_id"`
	ConsumerID       string          `json:"consumer_id"`
	EntityID         string          `json:"entity_id"`
	EntityType       string          `json:"entity_type"`
	EntityURL        string          `json:"entity_url"`
	OccurredAt       string          `json:"occurred_at"`
	ExecutionAttempt int64           `json:"execution_attempt"`
	Entity           json.RawMessage `json:"entity"`
}

var key []byte

func writeObject(out *bytes.Buffer, object map[string]json.RawMessage) error {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		quoted, err := json.Marshal(name)
		if err != nil {
			return err
		}
		out.Write(quoted)
		out.WriteByte(':')
		if err := write(out, object[name]); err != nil {
			return err
		}
	}
	return out.WriteByte('}')
}

func write(out *bytes.Buffer, value json.RawMessage) error {
	if value[0] != '{' {
		return json.Compact(out, value)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(value, &object); err != nil {
		return err
	}
	return writeObject(out, object)
}

func signObject(object map[string]json.RawMessage) ([]byte, error) {
	var canonical bytes.Buffer
	if err := writeObject(&canonical, object); err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(canonical.Bytes())
	return mac.Sum(nil), nil
}

func deliver(body []byte, signature string) (*event, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, err
	}
	genuine, err := signObject(object)
	if err != nil {
		return nil, err
	}
	claimed, err := hex.DecodeString(signature)
	if err != nil || !hmac.Equal(claimed, genuine) {
		return nil, fmt.Errorf("forged")
	}
	made := new(event)
	return made, json.Unmarshal(object["payload"], made)
}

func processorTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func sign(body []byte) string {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil {
		panic(err)
	}
	mac, err := signObject(object)
	if err != nil {
		panic(err)
	}
	return hex.EncodeToString(mac)
}

func main() {
	var bodies [][]byte
	var signatures []string
	key = []byte(os.Args[1])
	for _, path := range os.Args[2:] {
		body, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		bodies = append(bodies, body)
		signatures = append(signatures, sign(body))
		fmt.Println(signatures[len(signatures)-1])
	}
	input := bufio.NewReader(os.Stdin)
	for {
		var number, times int
		if _, err := fmt.Fscan(input, &number, &times); err != nil {
			return
		}
		failed := false
		begin := processorTime()
		for i := 0; i < times; i++ {
			made, err := deliver(bodies[number], signatures[number])
			failed = failed || err != nil || made.EventID == ""
		}
		if used := processorTime() - begin; failed {
			fmt.Println(-1)
		} else {
			fmt.Println(used)
		}
	}
}
