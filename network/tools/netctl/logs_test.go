package main

import (
	"strings"
	"testing"
)

const (
	gatewayInfo  = "2026-12-01T12:00:00.000Z  INFO 7 --- [stemma-gateway] [exec-1] [4bf92f35] [] o.s.Started : ready"
	gatewayError = "2026-12-01T12:00:01.000Z ERROR 7 --- [stemma-gateway] [exec-1] [00f067aa] [] o.s.Web : unfinished body"
	gatewayWarn  = "2026-12-01T12:00:02.000Z  WARN 7 --- [stemma-gateway] [exec-2] [4bf92f35] [tx9] o.s.Courier : again"
	fabricError  = "2026-12-01T12:00:03.000Z ERRO [orderer.common] no leader"
	caInfo       = "2026/12/01 12:00:04 [INFO] listening"
)

func stackOf(lines int) string { return strings.Repeat("\tat org.stemma.X.y(X.java:1)\n", lines) }

func Test_logs_show_the_entries_around_a_stack_trace_of_70_lines(t *testing.T) {
	text := gatewayInfo + "\n" + gatewayError + "\n" + stackOf(70) + gatewayWarn + "\n"
	lines := logView{lines: 40, level: anyLevel}.of(text)
	want := []string{gatewayInfo, gatewayError}
	if len(lines) != 8 || lines[0] != want[0] || lines[1] != want[1] || lines[6] != "    ... 66 more lines" || lines[7] != gatewayWarn {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	if last := (logView{lines: 2, level: anyLevel}).of(text); len(last) != 2 || last[1] != gatewayWarn {
		t.Errorf("%q", last)
	}
}

func Test_logs_show_entries_of_a_level_and_above_in_each_program_s_writing(t *testing.T) {
	text := strings.Join([]string{gatewayInfo, gatewayError, gatewayWarn, fabricError, caInfo, "panic: no disk", "goroutine 1"}, "\n")
	for name, want := range map[string][]string{
		"warn":  {gatewayError, gatewayWarn, fabricError, "panic: no disk", "goroutine 1"},
		"ERROR": {gatewayError, fabricError, "panic: no disk", "goroutine 1"},
		"info":  {gatewayInfo, gatewayError, gatewayWarn, fabricError, caInfo, "panic: no disk", "goroutine 1"},
	} {
		view, err := viewOf(options{flags: map[string]string{"level": name}})
		if err != nil {
			t.Fatal(err)
		}
		if got := view.of(text); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

func Test_logs_show_what_names_a_trace_or_a_transaction(t *testing.T) {
	text := strings.Join([]string{gatewayInfo, gatewayError, "\tat x", gatewayWarn}, "\n")
	for id, want := range map[string]string{
		"4bf92f35": gatewayInfo + "\n" + gatewayWarn, "tx9": gatewayWarn, "00f067aa": gatewayError + "\n\tat x", "none": "",
	} {
		if got := strings.Join(logView{lines: 40, level: anyLevel, trace: id}.of(text), "\n"); got != want {
			t.Errorf("%s:\n%s", id, got)
		}
	}
}

func Test_a_log_without_times_is_shown_line_by_line(t *testing.T) {
	if got := (logView{lines: 40, level: anyLevel}).of("=== x starts\na\nb\nc\nd\ne\nf\ng\n"); len(got) != 8 {
		t.Errorf("%q", got)
	}
}

func Test_logs_print_nothing_that_steers_a_terminal(t *testing.T) {
	got := strings.Join(logView{lines: 9, level: anyLevel}.of("a\x1b[31mb\tc\u202ed\u009be\xfff\u2028ü"), "\n")
	if want := "a\\u001b[31mb\tc\\u202ed\\u009be\\xfff\\u2028ü"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

func Test_a_level_or_number_that_there_is_not_is_refused(t *testing.T) {
	for _, flags := range []map[string]string{{"level": "loud"}, {"level": "x"}, {"lines": "0"}, {"lines": "many"}} {
		if _, err := viewOf(options{flags: flags}); err == nil {
			t.Errorf("%v was accepted", flags)
		}
	}
}
