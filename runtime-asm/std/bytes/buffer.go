package bytes

import (
	"errors"
	"io"
)

const MinRead = 512

type Buffer struct {
	buf      []byte
	off      int
	lastRead readOp
}

type readOp int8

const (
//line $GOROOT/src/bytes/buffer.go:35
	opRead      readOp = -1
	opInvalid   readOp = 0
	opReadRune1 readOp = 1
	opReadRune2 readOp = 2
	opReadRune3 readOp = 3
	opReadRune4 readOp = 4
)

var ErrTooLarge = errors.New("bytes.Buffer: too large")

//line $GOROOT/src/bytes/buffer.go:54
func (b *Buffer) Bytes() []byte { return b.buf[b.off:] }

//line $GOROOT/src/bytes/buffer.go:60
func (b *Buffer) String() string {
	if b == nil {
//line $GOROOT/src/bytes/buffer.go:63
		return "<nil>"
	}
	return string(b.buf[b.off:])
}

//line $GOROOT/src/bytes/buffer.go:69
func (b *Buffer) empty() bool { return len(b.buf) <= b.off }

//line $GOROOT/src/bytes/buffer.go:73
func (b *Buffer) Len() int { return len(b.buf) - b.off }

//line $GOROOT/src/bytes/buffer.go:77
func (b *Buffer) Cap() int { return cap(b.buf) }

//line $GOROOT/src/bytes/buffer.go:82
func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.lastRead = opInvalid
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.buf = b.buf[:b.off+n]
}

//line $GOROOT/src/bytes/buffer.go:97
func (b *Buffer) Reset() {
	b.buf = b.buf[:0]
	b.off = 0
	b.lastRead = opInvalid
}

//go9:esc b=content
func (b *Buffer) grow(n int) int

//line $GOROOT/src/bytes/buffer.go:157
func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	m := b.grow(n)
	b.buf = b.buf[:m]
}

//go9:esc b=content p=none
func (b *Buffer) Write(p []byte) (n int, err error)

//go9:esc b=content s=none
func (b *Buffer) WriteString(s string) (n int, err error)

//go9:esc b=content r=heap
func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error)

//go9:esc b=content w=heap
func (b *Buffer) WriteTo(w io.Writer) (n int64, err error)

//go9:esc b=content
func (b *Buffer) WriteByte(c byte) error

//go9:esc b=content
func (b *Buffer) WriteRune(r rune) (n int, err error)

//go9:esc b=none p=none
func (b *Buffer) Read(p []byte) (n int, err error)

//line $GOROOT/src/bytes/buffer.go:318
func (b *Buffer) Next(n int) []byte {
	b.lastRead = opInvalid
	m := b.Len()
	if n > m {
		n = m
	}
	data := b.buf[b.off : b.off+n]
	b.off += n
	if n > 0 {
		b.lastRead = opRead
	}
	return data
}

//line $GOROOT/src/bytes/buffer.go:334
func (b *Buffer) ReadByte() (byte, error) {
	if b.empty() {
//line $GOROOT/src/bytes/buffer.go:337
		b.Reset()
		return 0, io.EOF
	}
	c := b.buf[b.off]
	b.off++
	b.lastRead = opRead
	return c, nil
}

//go9:esc b=none
func (b *Buffer) ReadRune() (r rune, size int, err error)

//line $GOROOT/src/bytes/buffer.go:374
func (b *Buffer) UnreadRune() error {
	if b.lastRead <= opInvalid {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	if b.off >= int(b.lastRead) {
		b.off -= int(b.lastRead)
	}
	b.lastRead = opInvalid
	return nil
}

var errUnreadByte = errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")

//line $GOROOT/src/bytes/buffer.go:391
func (b *Buffer) UnreadByte() error {
	if b.lastRead == opInvalid {
		return errUnreadByte
	}
	b.lastRead = opInvalid
	if b.off > 0 {
		b.off--
	}
	return nil
}

//go9:esc b=none
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error)

//go9:esc b=r0.1
func (b *Buffer) readSlice(delim byte) (line []byte, err error)

//line $GOROOT/src/bytes/buffer.go:436
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	slice, err := b.readSlice(delim)
	return string(slice), err
}

//line $GOROOT/src/bytes/buffer.go:450
func NewBuffer(buf []byte) *Buffer { return &Buffer{buf: buf} }

//line $GOROOT/src/bytes/buffer.go:458
func NewBufferString(s string) *Buffer {
	return &Buffer{buf: []byte(s)}
}

func init()
