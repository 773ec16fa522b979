package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	maxAnswer = 4 << 20
	patience  = 60 * time.Second
)

// problem is a refusal of the gateway's or the ledger's (RFC 9457).
type problem struct {
	Code   string            `json:"code"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Facts  map[string]string `json:"facts"`
}

func (p *problem) Error() string {
	facts, _ := json.Marshal(p.Facts)
	return fmt.Sprintf("%s (%d): %s %s", p.Code, p.Status, p.Title, facts)
}

// gateway asks a member's gateway. Nothing that it answers is trusted.
type gateway struct {
	url    string
	key    string
	client *http.Client
}

func newGateway(url, key string) *gateway {
	return &gateway{url: strings.TrimSuffix(url, "/"), key: key, client: &http.Client{Timeout: patience}}
}

type preparedProposal struct {
	Transaction string   `json:"transaction"`
	Proposal    []byte   `json:"proposal"`
	Endorsers   []string `json:"endorsers"`
}

type preparedTransaction struct {
	Transaction string `json:"transaction"`
	Payload     []byte `json:"payload"`
}

type written struct {
	ID          string `json:"id"`
	Version     int64  `json:"version,omitempty"`
	Transaction string `json:"transaction"`
	Block       int64  `json:"block"`
}

// prepare sends the command as canonical JSON, so that no member changes its form on the way.
func (g *gateway) prepare(request, certificate, function, command string) (*preparedProposal, error) {
	var answer preparedProposal
	return &answer, g.post("proposals", request, map[string]any{
		"certificate": certificate, "function": function, "command": json.RawMessage(command),
	}, &answer)
}

func (g *gateway) endorse(request string, proposal, signature []byte) (*preparedTransaction, error) {
	var answer preparedTransaction
	body := map[string]any{"proposal": proposal, "signature": signature}
	return &answer, g.post("transactions", request, body, &answer)
}

func (g *gateway) submit(request string, payload, signature []byte) (*written, error) {
	var answer written
	body := map[string]any{"payload": payload, "signature": signature}
	return &answer, g.post("submissions", request, body, &answer)
}

func (g *gateway) post(step, request string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	asked, err := http.NewRequest(http.MethodPost, g.url+"/v1/offline/"+step, bytes.NewReader(text))
	if err != nil {
		return err
	}
	asked.Header.Set("Authorization", "Bearer "+g.key)
	asked.Header.Set("Idempotency-Key", request)
	asked.Header.Set("Content-Type", "application/json")
	response, err := g.client.Do(asked)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusCreated {
		told := problem{Code: "gateway.no_problem", Title: "The answer is no problem of RFC 9457."}
		if json.Unmarshal(data, &told) != nil || told.Status == 0 {
			told.Status = response.StatusCode
		}
		return &told
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return fmt.Errorf("the gateway's answer to %s is not of its form: %w", step, err)
	}
	return nil
}
