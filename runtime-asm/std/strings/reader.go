package strings

import (
	"errors"
	"io"
)

type Reader struct {
	s        string
	i        int64
	prevRune int
}

//line $GOROOT/src/strings/reader.go:25
func (r *Reader) Len() int {
	if r.i >= int64(len(r.s)) {
		return 0
	}
	return int(int64(len(r.s)) - r.i)
}

//line $GOROOT/src/strings/reader.go:36
func (r *Reader) Size() int64 { return int64(len(r.s)) }

//line $GOROOT/src/strings/reader.go:38
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	r.prevRune = -1
	n = copy(b, r.s[r.i:])
	r.i += int64(n)
	return
}

//line $GOROOT/src/strings/reader.go:48
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
//line $GOROOT/src/strings/reader.go:50
	if off < 0 {
		return 0, errors.New("strings.Reader.ReadAt: negative offset")
	}
	if off >= int64(len(r.s)) {
		return 0, io.EOF
	}
	n = copy(b, r.s[off:])
	if n < len(b) {
		err = io.EOF
	}
	return
}

//line $GOROOT/src/strings/reader.go:63
func (r *Reader) ReadByte() (byte, error) {
	r.prevRune = -1
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	b := r.s[r.i]
	r.i++
	return b, nil
}

//line $GOROOT/src/strings/reader.go:73
func (r *Reader) UnreadByte() error {
	if r.i <= 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
	}
	r.prevRune = -1
	r.i--
	return nil
}

//go9:esc r=none
func (r *Reader) ReadRune() (ch rune, size int, err error)

//line $GOROOT/src/strings/reader.go:97
func (r *Reader) UnreadRune() error {
	if r.i <= 0 {
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	}
	if r.prevRune < 0 {
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.i = int64(r.prevRune)
	r.prevRune = -1
	return nil
}

//line $GOROOT/src/strings/reader.go:110
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.prevRune = -1
	var abs int64
	switch whence {
	case io.SeekStart:
		abs = offset
	case io.SeekCurrent:
		abs = r.i + offset
	case io.SeekEnd:
		abs = int64(len(r.s)) + offset
	default:
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	if abs < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
	}
	r.i = abs
	return abs, nil
}

//go9:esc r=content w=heap
func (r *Reader) WriteTo(w io.Writer) (n int64, err error)

//line $GOROOT/src/strings/reader.go:150
func (r *Reader) Reset(s string) { *r = Reader{s, 0, -1} }

//line $GOROOT/src/strings/reader.go:154
func NewReader(s string) *Reader { return &Reader{s, 0, -1} }
