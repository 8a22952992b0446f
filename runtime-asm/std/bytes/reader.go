package bytes

import (
	"errors"
	"io"
)

type Reader struct {
	s        []byte
	i        int64
	prevRune int
}

//line $GOROOT/src/bytes/reader.go:26
func (r *Reader) Len() int {
	if r.i >= int64(len(r.s)) {
		return 0
	}
	return int(int64(len(r.s)) - r.i)
}

//line $GOROOT/src/bytes/reader.go:37
func (r *Reader) Size() int64 { return int64(len(r.s)) }

//line $GOROOT/src/bytes/reader.go:40
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	r.prevRune = -1
	n = copy(b, r.s[r.i:])
	r.i += int64(n)
	return
}

//line $GOROOT/src/bytes/reader.go:51
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
//line $GOROOT/src/bytes/reader.go:53
	if off < 0 {
		return 0, errors.New("bytes.Reader.ReadAt: negative offset")
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

//line $GOROOT/src/bytes/reader.go:67
func (r *Reader) ReadByte() (byte, error) {
	r.prevRune = -1
	if r.i >= int64(len(r.s)) {
		return 0, io.EOF
	}
	b := r.s[r.i]
	r.i++
	return b, nil
}

//line $GOROOT/src/bytes/reader.go:78
func (r *Reader) UnreadByte() error {
	if r.i <= 0 {
		return errors.New("bytes.Reader.UnreadByte: at beginning of slice")
	}
	r.prevRune = -1
	r.i--
	return nil
}

//go9:esc r=none
func (r *Reader) ReadRune() (ch rune, size int, err error)

//line $GOROOT/src/bytes/reader.go:104
func (r *Reader) UnreadRune() error {
	if r.i <= 0 {
		return errors.New("bytes.Reader.UnreadRune: at beginning of slice")
	}
	if r.prevRune < 0 {
		return errors.New("bytes.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.i = int64(r.prevRune)
	r.prevRune = -1
	return nil
}

//line $GOROOT/src/bytes/reader.go:117
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
		return 0, errors.New("bytes.Reader.Seek: invalid whence")
	}
	if abs < 0 {
		return 0, errors.New("bytes.Reader.Seek: negative position")
	}
	r.i = abs
	return abs, nil
}

//go9:esc r=content w=heap
func (r *Reader) WriteTo(w io.Writer) (n int64, err error)

//line $GOROOT/src/bytes/reader.go:157
func (r *Reader) Reset(b []byte) { *r = Reader{b, 0, -1} }

//line $GOROOT/src/bytes/reader.go:160
func NewReader(b []byte) *Reader { return &Reader{b, 0, -1} }
