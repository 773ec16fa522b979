package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// Failure is what a person gets to read when something went wrong: cause, log, next step.
type Failure struct {
	Cause string
	Log   string
	Next  string
	Exit  int
}

func (f *Failure) Error() string { return f.Cause }

func fail(log, next, format string, args ...any) error {
	return &Failure{Cause: fmt.Sprintf(format, args...), Log: log, Next: next, Exit: 1}
}

// nameFlag is what names the network on the command line, so that the next step that is advised
// goes to the same one.
var nameFlag string

// report prints an error in the three lines that every failure has and returns the exit code.
func report(w io.Writer, err error) int {
	var f *Failure
	if !errors.As(err, &f) {
		f = &Failure{Cause: err.Error(), Exit: 1}
	}
	fmt.Fprintf(w, "network.sh: %s\n", f.Cause)
	if f.Log != "" {
		fmt.Fprintf(w, "  log:  %s\n", f.Log)
	}
	if f.Next != "" {
		fmt.Fprintf(w, "  next: %s\n", strings.ReplaceAll(f.Next, "network.sh ", "network.sh "+nameFlag))
	}
	return f.Exit
}

// inParallel runs work for every item at once and returns the first error by position.
func inParallel[T any](items []T, work func(T) error) error {
	errs := make([]error, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Add(1)
		go func(i int, item T) {
			defer wg.Done()
			errs[i] = work(item)
		}(i, item)
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
