package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// logView is what is asked of the logs.
type logView struct {
	lines int
	level int    // of an entry, at least
	trace string // what an entry names: a trace, a transaction
}

// levels as Fabric, its CA, Java and the gateway write them, shortened to four letters.
var levels = map[string]int{"TRAC": 0, "DEBU": 1, "FINE": 1, "INFO": 2, "CONF": 2, "WARN": 3, "ERRO": 4, "SEVE": 4, "FATA": 4, "PANI": 4, "CRIT": 4}

// anyLevel is that of an entry which has none.
const anyLevel = -1

func viewOf(opt options) (logView, error) {
	v := logView{level: anyLevel, trace: opt.flags["trace"]}
	var err error
	if v.lines, err = strconv.Atoi(firstOf(opt.flags["lines"], "40")); err != nil || v.lines < 1 {
		return v, usage("--lines wants a number from 1, not %q", opt.flags["lines"])
	}
	if name := opt.flags["level"]; name != "" {
		known := false
		if v.level, known = levelOf(name); !known {
			return v, usage("--level wants debug, info, warn or error, not %q", name)
		}
	}
	return v, nil
}

func levelOf(name string) (int, bool) {
	upper := strings.ToUpper(name)
	level, known := levels[upper[:min(4, len(upper))]]
	return level, known
}

// logs prints the last lines of the logs whose names contain a word.
func (n *Network) logs(out io.Writer, words []string, view logView) error {
	shown := 0
	for _, o := range n.Topology.Organisations {
		files, _ := filepath.Glob(n.org(o, "logs", "*.log"))
		sort.Strings(files)
		for _, file := range files {
			if !matchesAny(strings.TrimSuffix(filepath.Base(file), ".log"), words) {
				continue
			}
			shown++
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if lines := view.of(string(data)); len(lines) > 0 {
				fmt.Fprintf(out, "==> %s\n%s\n", file, strings.Join(lines, "\n"))
			}
		}
	}
	if shown == 0 {
		return fail("", "network.sh status lists the nodes", "network %s has no log of %s", n.Name, strings.Join(words, " "))
	}
	return nil
}

// entry is a line that a program wrote, with those that belong to it: a stack trace, a dump.
type entry struct {
	level int
	dated bool
	lines []string
}

var (
	dated = regexp.MustCompile(`^\d{4}[-/]\d\d[-/]\d\d[T ]\S+\s+(?:\[?([A-Z]{4,})\]?\b)?`)
	// The last words of a program that dies, without a time.
	dying = regexp.MustCompile(`^(panic:|fatal error:|Exception in thread|# A fatal error|Error: )`)
)

// shownOf an entry, the first so many lines: a stack trace of a hundred would push all others out of sight.
const shownOf = 5

// of returns the last lines of what was asked for, safe to print.
func (v logView) of(text string) []string {
	var lines []string
	for _, e := range entriesOf(text) {
		if e.level < v.level || v.trace != "" && !strings.Contains(strings.Join(e.lines, "\n"), v.trace) {
			continue
		}
		for _, line := range e.lines[:min(shownOf, len(e.lines))] {
			lines = append(lines, visible(line))
		}
		if more := len(e.lines) - shownOf; more > 0 {
			lines = append(lines, fmt.Sprintf("    ... %d more lines", more))
		}
	}
	return lines[max(0, len(lines)-v.lines):]
}

func entriesOf(text string) []entry {
	var entries []entry
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		head := dated.FindStringSubmatch(line)
		last := len(entries) - 1
		switch {
		case head != nil:
			level, known := levelOf(head[1])
			if !known {
				level = anyLevel
			}
			entries = append(entries, entry{level, true, []string{line}})
		case dying.MatchString(line):
			entries = append(entries, entry{levels["FATA"], true, []string{line}})
		case strings.HasPrefix(line, "=== ") || last < 0 || !entries[last].dated:
			entries = append(entries, entry{anyLevel, false, []string{line}})
		default:
			entries[last].lines = append(entries[last].lines, line)
		}
	}
	return entries
}

// visible shows what would steer a terminal or turn text around: names and paths in a log are others'.
func visible(line string) string {
	var safe strings.Builder
	for i, r := range line {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD"):
			fmt.Fprintf(&safe, `\x%02x`, line[i])
		case unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&safe, `\u%04x`, r)
		default:
			safe.WriteRune(r)
		}
	}
	return safe.String()
}
