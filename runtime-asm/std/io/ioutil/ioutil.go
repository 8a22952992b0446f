package ioutil

import (
	"io"
	"os"
)

//line $GOROOT/src/io/ioutil/ioutil.go:44
func ReadAll(r io.Reader) ([]byte, error) {
	return readAll(r, 512)
}

//go9:esc r=heap
func readAll(r io.Reader, capacity int64) (b []byte, err error)

func ReadFile(filename string) ([]byte, error)

func WriteFile(filename string, data []byte, perm os.FileMode) error

func ReadDir(dirname string) ([]os.FileInfo, error)

type nopCloser struct {
	io.Reader
}

//line $GOROOT/src/io/ioutil/ioutil.go:111
func (nopCloser) Close() error { return nil }

//line $GOROOT/src/io/ioutil/ioutil.go:115
func NopCloser(r io.Reader) io.ReadCloser {
	return nopCloser{r}
}

type devNull int

func (devNull) Write(p []byte) (int, error)

func (devNull) WriteString(s string) (int, error)

func (devNull) ReadFrom(r io.Reader) (n int64, err error)

var Discard io.Writer = devNull(0)

func TempFile(dir, pattern string) (f *os.File, err error)

func TempDir(dir, pattern string) (name string, err error)

func init()
