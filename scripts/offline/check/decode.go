package check

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Alteration is why the client does not sign: what is not as it was asked for.
type Alteration struct {
	What string
	Why  string
}

func (a *Alteration) Error() string { return a.What + ": " + a.Why }

func altered(what, format string, args ...any) error {
	return &Alteration{What: what, Why: fmt.Sprintf(format, args...)}
}

// decode parses a message and refuses what it does not know: a field that is not looked at could say anything.
func decode(what string, data []byte, into proto.Message) error {
	if err := proto.Unmarshal(data, into); err != nil {
		return altered(what, "it can't be parsed: %v", err)
	}
	if unknown := unknownIn(into.ProtoReflect()); unknown != "" {
		return altered(what, "%s has fields that are not known here", unknown)
	}
	return nil
}

func unknownIn(message protoreflect.Message) string {
	if len(message.GetUnknown()) > 0 {
		return string(message.Descriptor().Name())
	}
	found := ""
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		if field.Message() == nil || field.IsMap() {
			return true
		}
		if !field.IsList() {
			found = unknownIn(value.Message())
			return found == ""
		}
		for i := 0; i < value.List().Len() && found == ""; i++ {
			found = unknownIn(value.List().Get(i).Message())
		}
		return found == ""
	})
	return found
}
