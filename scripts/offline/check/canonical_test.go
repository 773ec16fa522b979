package check

import "testing"

func Test_canonical_form(t *testing.T) {
	for _, trial := range [][2]string{
		{`{"b":1,"a":"x"}`, `{"a":"x","b":1}`},
		{` { "a" : [ true , "\u00e9" , {} , [] ] } `, `{"a":[true,"é",{},[]]}`},
		{`"\u0000\u001f\b\t\n\f\r\"\\\/<>&"`, `"\u0000\u001f\b\t\n\f\r\"\\/<>&"`},
		{`"\u2028\u007f"`, "\"\u2028\u007f\""},
		{`{"\ufffd":1,"\ud83d\ude00":2}`, "{\"\U0001f600\":2,\"\ufffd\":1}"}, // by UTF-16 code units
		{`{"aa":1,"a":2}`, `{"a":2,"aa":1}`},
		{`-9007199254740991`, `-9007199254740991`},
	} {
		value, err := ReadJSON([]byte(trial[0]))
		if err != nil {
			t.Errorf("%s: %v", trial[0], err)
			continue
		}
		if got, err := Canonical(value); err != nil || got != trial[1] {
			t.Errorf("%s: %s, not %s (%v)", trial[0], got, trial[1], err)
		}
	}
}

func Test_what_the_ledger_would_not_read_is_refused(t *testing.T) {
	for _, text := range []string{"", "{", `{"a":null}`, "null", `{"a":1,"a":2}`, "1.5", "1e3", "-0", "01", "9007199254740992",
		"{} {}", "[1,]", `{"a"}`, `{1:2}`, "\"\xff\"", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "'a'", "// x\n{}"} {
		if value, err := ReadJSON([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, value)
		}
	}
	if _, err := ReadObject([]byte("[]")); err == nil {
		t.Error("an array is no document")
	}
	if _, err := Canonical(1.5); err == nil {
		t.Error("a fraction has no canonical form")
	}
}
