// ioutil.go: whole files, directories in order, temporary names.

package ioutil

import (
	"bytes"
	"io"
	"os"
	"sort"
)

// readAll reads until EOF; a panic for want of memory becomes an error.
func readAll(r io.Reader, capacity int64) (b []byte, err error) {
	var buf bytes.Buffer
	defer func() {
		e := recover()
		if e == nil {
			return
		}
		if failure, ok := e.(error); ok && failure == bytes.ErrTooLarge {
			err = failure
		} else {
			panic(e)
		}
	}()
	if int64(int(capacity)) == capacity {
		buf.Grow(int(capacity))
	}
	_, err = buf.ReadFrom(r)
	return buf.Bytes(), err
}

func ReadFile(filename string) ([]byte, error) {
	f, err := os.Open(filename)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n := int64(bytes.MinRead)
	if fi, err := f.Stat(); err == nil {
		// The size is a hint, which files in /proc do not give.
		if size := fi.Size() + bytes.MinRead; size > n {
			n = size
		}
	}
	return readAll(f, n)
}

func WriteFile(filename string, data []byte, perm os.FileMode) error {
	f, err := os.OpenFile(filename, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return err
	}
	n, err := f.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err1 := f.Close(); err == nil {
		err = err1
	}
	return err
}

// ReadDir gives the entries sorted by name.
func ReadDir(dirname string) ([]os.FileInfo, error) {
	f, err := os.Open(dirname)
	if err != nil {
		return nil, err
	}
	list, err := f.Readdir(-1)
	f.Close()
	if err != nil {
		return nil, err
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	return list, nil
}

func (devNull) Write(p []byte) (int, error)       { return len(p), nil }
func (devNull) WriteString(s string) (int, error) { return len(s), nil }

func (devNull) ReadFrom(r io.Reader) (n int64, err error) {
	buf := make([]byte, 8192)
	for {
		got, err := r.Read(buf)
		n += int64(got)
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return n, err
		}
	}
}

// random is the state of a linear congruential generator for names.
var random uint32

func randomDigits() string {
	if random == 0 {
		random = uint32(os.Getpid())*2654435761 + 1
	}
	random = random*1664525 + 1013904223
	var d [9]byte
	for i, n := len(d)-1, random%1000000000; i >= 0; i-- {
		d[i] = byte('0' + n%10)
		n /= 10
	}
	return string(d[:])
}

// temporary tries names until make does not say that one exists. The last star of the pattern is
// where the random part goes.
func temporary(dir, pattern string, make func(name string) error) error {
	if dir == "" {
		dir = os.TempDir()
	}
	prefix, suffix := pattern, ""
	for i := len(pattern) - 1; i >= 0; i-- {
		if pattern[i] == '*' {
			prefix, suffix = pattern[:i], pattern[i+1:]
			break
		}
	}
	if dir[len(dir)-1] != '/' {
		dir += "/"
	}
	var err error
	for try := 0; try < 10000; try++ {
		if err = make(dir + prefix + randomDigits() + suffix); !os.IsExist(err) {
			break
		}
	}
	return err
}

func TempFile(dir, pattern string) (f *os.File, err error) {
	err = temporary(dir, pattern, func(name string) (err error) {
		f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0600)
		return
	})
	return
}

func TempDir(dir, pattern string) (name string, err error) {
	err = temporary(dir, pattern, func(try string) error {
		name = try
		return os.Mkdir(try, 0700)
	})
	if err != nil {
		name = ""
	}
	return
}
