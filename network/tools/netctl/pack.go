package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"sort"
	"strings"
)

// connection is how a peer reaches its chaincode service.
type connection struct {
	Address     string `json:"address"`
	DialTimeout string `json:"dial_timeout"`
}

func connectionOf(d Deployment) ([]byte, error) {
	return json.MarshalIndent(connection{Address: serviceAddress(d, d.Slot), DialTimeout: "10s"}, "", "  ")
}

// packageOf makes a chaincode package. The same content gives the same bytes, and so the
// same package id: names are sorted, times and owners are zero.
func packageOf(label, jarDigest string, connection []byte) ([]byte, string, error) {
	code, err := tarGz(map[string][]byte{
		"chaincode.sha256": []byte(jarDigest + "\n"),
		"connection.json":  connection,
	})
	if err != nil {
		return nil, "", err
	}
	metadata, err := json.Marshal(map[string]string{"type": "ccaas", "label": label})
	if err != nil {
		return nil, "", err
	}
	pack, err := tarGz(map[string][]byte{"code.tar.gz": code, "metadata.json": metadata})
	if err != nil {
		return nil, "", err
	}
	digest := sha256.Sum256(pack)
	return pack, label + ":" + hex.EncodeToString(digest[:]), nil
}

func tarGz(files map[string][]byte) ([]byte, error) {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	out := &bytes.Buffer{}
	packed := gzip.NewWriter(out) // writes neither name nor time unless told
	archive := tar.NewWriter(packed)
	for _, name := range names {
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// mainClass decides how a jar is started: by its own manifest (empty), else by our default.
func mainClass(jar string) string {
	const ours = "org.stemma.contracts.Main"
	z, err := zip.OpenReader(jar)
	if err != nil {
		return ours
	}
	defer z.Close()
	f, err := z.Open("META-INF/MANIFEST.MF")
	if err != nil {
		return ours
	}
	defer f.Close()
	if text, err := readAll(f); err != nil || !strings.Contains(text, "Main-Class:") {
		return ours
	}
	return ""
}

func digestOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
