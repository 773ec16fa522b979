package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	maxDepth   = 16
	maxInteger = 1<<53 - 1
)

var integerForm = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,15})$`)

// ReadJSON reads strict JSON as the ledger does: objects, arrays, strings, booleans and integers within
// ±(2^53−1); no nulls, no member twice, nothing after the one value. Integers come as json.Number.
func ReadJSON(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("UTF-8 is expected")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, err := readValue(decoder, 0)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("one JSON value is expected, and nothing after it")
	}
	return value, nil
}

// ReadObject is ReadJSON for a document, which is an object.
func ReadObject(text []byte) (map[string]any, error) {
	value, err := ReadJSON(text)
	if err != nil {
		return nil, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a JSON object is expected")
	}
	return object, nil
}

func readValue(decoder *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, fmt.Errorf("not strict JSON: %w", err)
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return readMembers(decoder, depth)
		}
		return readElements(decoder, depth)
	case string, bool:
		return token, nil
	case json.Number:
		return token, checkInteger(token)
	}
	return nil, fmt.Errorf("null is not accepted: leave the member out")
}

func readMembers(decoder *json.Decoder, depth int) (any, error) {
	members := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("not strict JSON: %w", err)
		}
		name, ok := token.(string)
		if !ok {
			return nil, fmt.Errorf("not strict JSON: a member's name is expected")
		}
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("the member %q stands there twice", name)
		}
		if members[name], err = readValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := decoder.Token()
	return members, err
}

func readElements(decoder *json.Decoder, depth int) (any, error) {
	elements := []any{}
	for decoder.More() {
		element, err := readValue(decoder, depth+1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, element)
	}
	_, err := decoder.Token()
	return elements, err
}

func checkInteger(number json.Number) error {
	value, err := number.Int64()
	if err != nil || !integerForm.MatchString(number.String()) || value > maxInteger || value < -maxInteger {
		return fmt.Errorf("%s: an integer within 2^53-1 is expected; others are strings", number)
	}
	return nil
}

// Canonical writes what ReadJSON gave as canonical JSON: members sorted by UTF-16 code units, strings escaped as
// in RFC 8785, no space. It is the one form in which a command stands on the ledger.
func Canonical(value any) (string, error) {
	var out strings.Builder
	if err := write(&out, value); err != nil {
		return "", err
	}
	return out.String(), nil
}

func write(out *strings.Builder, value any) error {
	switch value := value.(type) {
	case map[string]any:
		return writeMembers(out, value)
	case []any:
		out.WriteByte('[')
		for i, element := range value {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := write(out, element); err != nil {
				return err
			}
		}
		out.WriteByte(']')
		return nil
	case string:
		writeString(out, value)
		return nil
	case bool:
		fmt.Fprintf(out, "%t", value)
		return nil
	case json.Number:
		out.WriteString(value.String())
		return checkInteger(value)
	}
	return fmt.Errorf("%T has no JSON form here", value)
}

func writeMembers(out *strings.Builder, members map[string]any) error {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return lessUTF16(names[i], names[j]) })
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		writeString(out, name)
		out.WriteByte(':')
		if err := write(out, members[name]); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// lessUTF16 orders as RFC 8785 and Java do, which differs from Go's order of bytes above U+FFFF.
func lessUTF16(left, right string) bool {
	a, b := utf16.Encode([]rune(left)), utf16.Encode([]rune(right))
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return len(a) < len(b)
}

func writeString(out *strings.Builder, text string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}
	out.WriteByte('"')
	for _, r := range text {
		if escaped, ok := short[r]; ok {
			out.WriteString(escaped)
		} else if r < 0x20 {
			fmt.Fprintf(out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}
