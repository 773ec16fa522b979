package main

import (
	"archive/zip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// unpackGateway lays the jar and the libraries that are packed in it side by side, as Spring Boot's own tool does: so a
// gateway starts in two thirds of the time. And a build in the tree does not pull the file from under a running one.
func (n *Network) unpackGateway(jar, folder string) (string, error) {
	main := filepath.Join(folder, "stemma-gateway.jar")
	if exists(main) {
		return main, nil
	}
	packed := folder + ".new"
	if err := os.RemoveAll(packed); err != nil {
		return "", err
	}
	source := filepath.Join(packed, "packed", "stemma-gateway.jar")
	if err := copyFile(jar, source); err != nil {
		return "", err
	}
	whole, err := hasLibraries(source)
	if err != nil {
		return "", fail("", "mvn -q package, or name a jar with --jar", "%s is not a jar: %v", jar, err)
	}
	if !whole {
		if err := os.Rename(filepath.Dir(source), folder); err != nil {
			return "", err
		}
		return main, os.RemoveAll(packed)
	}
	java, err := exec.LookPath(javaProgram())
	if err != nil {
		return "", err
	}
	unpacked := filepath.Join(packed, "unpacked")
	if _, err := n.tool(60*time.Second, nil, java, "-Djarmode=tools", "-jar", source, "extract", "--destination", unpacked); err != nil {
		return "", err
	}
	if err := os.Rename(unpacked, folder); err != nil {
		return "", err
	}
	return main, os.RemoveAll(packed)
}

// hasLibraries says whether Spring Boot packed a program's libraries into its jar.
func hasLibraries(jar string) (bool, error) {
	archive, err := zip.OpenReader(jar)
	if err != nil {
		return false, err
	}
	defer archive.Close()
	for _, file := range archive.File {
		if strings.HasPrefix(file.Name, "BOOT-INF/") {
			return true, nil
		}
	}
	return false, nil
}

// javaOf is the program of a gateway whose jar was unpacked; its options lie beside the jar.
func javaOf(jar string) []string {
	return []string{javaProgram(), "@" + filepath.Join(filepath.Dir(jar), "java.options"), "-jar", jar}
}

// javaOptions writes the options of the gateways' Java, and makes their folder the current one. A gateway waits for the
// ledger most of its time: what HotSpot's first compiler makes is fast enough for that and there in seconds, while the
// second one's work takes a small machine half a minute, in which reads wait. A heap of some hundred megabytes is collected
// by one thread in milliseconds. Large pages, where the system has them, spare it the search for pages each time it is
// asked something after a pause. Out of memory it ends, and is started again: a gateway that lost a thread would look well.
func (n *Network) javaOptions(folder string) error {
	classes := "-XX:+RecordDynamicDumpInfo"
	if archive := classArchive(folder); exists(archive) {
		classes = "-XX:SharedArchiveFile=" + archive
	}
	var text strings.Builder
	for _, option := range []string{"-Xmx" + n.Topology.Memory.Gateway, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", "-XX:+ExitOnOutOfMemoryError", classes} {
		// As JDK's launcher reads such a file: quotes keep blanks together, and a backslash is doubled.
		fmt.Fprintf(&text, "\"%s\"\n", strings.ReplaceAll(option, `\`, `\\`))
	}
	if err := writeFile(filepath.Join(folder, "java.options"), []byte(text.String()), 0o600); err != nil {
		return err
	}
	current := filepath.Join(filepath.Dir(folder), "current")
	if err := os.Remove(current); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Symlink(filepath.Base(folder), current)
}

func classArchive(folder string) string { return filepath.Join(folder, "classes.jsa") }

// archiveClasses has a gateway that runs write down its loaded classes (JDK's class data sharing): the next one, such as
// one that comes back after it was killed, starts in two thirds of the time. Without it all is as well, only slower.
func (n *Network) archiveClasses(folder string) {
	if exists(classArchive(folder)) {
		return
	}
	java, err := filepath.EvalSymlinks(javaProgram())
	if err != nil {
		return
	}
	o := n.Topology.Organisations[0]
	s, up := n.node(o, nodeName(o, "gateway"))
	if !up {
		return
	}
	unfinished := classArchive(folder) + ".new"
	_ = os.Remove(unfinished)
	if _, err := n.tool(60*time.Second, nil, filepath.Join(filepath.Dir(java), "jcmd"),
		fmt.Sprint(s.Pid), "VM.cds", "dynamic_dump", unfinished); err == nil && exists(unfinished) {
		if os.Rename(unfinished, classArchive(folder)) == nil {
			_ = n.javaOptions(folder)
		}
	}
}
