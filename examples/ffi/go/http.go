package apideck

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ServeHTTP makes a receiver an http.Handler.
func (r *Receiver) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		response.Header().Set("Allow", http.MethodPost)
		reply(response, http.StatusMethodNotAllowed, "webhooks are sent with POST")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, r.maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		reply(response, http.StatusRequestEntityTooLarge, "the body is too large")
	case err != nil:
		reply(response, http.StatusBadRequest, "the body is shorter than it was said to be")
	default:
		answer := r.Receive(request.Header, body)
		reply(response, answer.Status, answer.Reason)
	}
}

func reply(response http.ResponseWriter, status int, reason string) {
	response.Header().Set("Content-Type", "text/plain")
	response.WriteHeader(status)
	fmt.Fprintln(response, reason)
}
