// A receiver in Go's own HTTP server.
//
//	APIDECK_API_KEY=... receiver [PORT]
//
// A signal may end it at any moment: what was not answered is sent again.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"apideck"
)

func invoiceCreated(event *apideck.Event) error {
	_, err := fmt.Printf("invoice created: %s\n", event.EntityID)
	return err
}

func main() {
	receiver, err := apideck.NewReceiver(apideck.Config{
		Keys:     []apideck.Key{{Name: "APIDECK_API_KEY", Secret: os.Getenv("APIDECK_API_KEY")}},
		Handlers: map[string]apideck.Handler{"accounting.invoice.created": invoiceCreated},
	})
	if err != nil {
		log.Fatal(err)
	}
	port := "0"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s/webhooks\n", listener.Addr())
	mux := http.NewServeMux()
	mux.Handle("/webhooks", receiver)
	server := http.Server{Handler: mux, ReadTimeout: time.Minute}
	log.Fatal(server.Serve(listener))
}
