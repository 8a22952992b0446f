package bufio

import (
	"errors"
	"io"
)

const (
//line $GOROOT/src/bufio/bufio.go:19
	defaultBufSize = 4096
)

var (
	ErrInvalidUnreadByte = errors.New("bufio: invalid use of UnreadByte")
	ErrInvalidUnreadRune = errors.New("bufio: invalid use of UnreadRune")
	ErrBufferFull        = errors.New("bufio: buffer full")
	ErrNegativeCount     = errors.New("bufio: negative count")
)

type Reader struct {
	buf          []byte
	rd           io.Reader
	r, w         int
	err          error
	lastByte     int
	lastRuneSize int
}

//line $GOROOT/src/bufio/bufio.go:40
const minReadBufferSize = 16
const maxConsecutiveEmptyReads = 100

//line $GOROOT/src/bufio/bufio.go:46
func NewReaderSize(rd io.Reader, size int) *Reader {
//line $GOROOT/src/bufio/bufio.go:48
	b, ok := rd.(*Reader)
	if ok && len(b.buf) >= size {
		return b
	}
	if size < minReadBufferSize {
		size = minReadBufferSize
	}
	r := new(Reader)
	r.reset(make([]byte, size), rd)
	return r
}

//line $GOROOT/src/bufio/bufio.go:61
func NewReader(rd io.Reader) *Reader {
	return NewReaderSize(rd, defaultBufSize)
}

//line $GOROOT/src/bufio/bufio.go:66
func (b *Reader) Size() int { return len(b.buf) }

//line $GOROOT/src/bufio/bufio.go:70
func (b *Reader) Reset(r io.Reader) {
	b.reset(b.buf, r)
}

//line $GOROOT/src/bufio/bufio.go:74
func (b *Reader) reset(buf []byte, r io.Reader) {
	*b = Reader{
		buf:          buf,
		rd:           r,
		lastByte:     -1,
		lastRuneSize: -1,
	}
}

//go9:esc b=content
func (b *Reader) Peek(n int) ([]byte, error)

//go9:esc b=content
func (b *Reader) Discard(n int) (discarded int, err error)

//go9:esc b=content p=heap
func (b *Reader) Read(p []byte) (n int, err error)

//go9:esc b=content
func (b *Reader) ReadByte() (byte, error)

//go9:esc b=none
func (b *Reader) UnreadByte() error

//go9:esc b=content
func (b *Reader) ReadRune() (r rune, size int, err error)

//go9:esc b=none
func (b *Reader) UnreadRune() error

//line $GOROOT/src/bufio/bufio.go:318
func (b *Reader) Buffered() int { return b.w - b.r }

//go9:esc b=content
func (b *Reader) ReadSlice(delim byte) (line []byte, err error)

//go9:esc b=content
func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error)

//go9:esc b=content
func (b *Reader) ReadBytes(delim byte) ([]byte, error)

//go9:esc b=content
func (b *Reader) ReadString(delim byte) (string, error)

//go9:esc b=content w=heap
func (b *Reader) WriteTo(w io.Writer) (n int64, err error)

type Writer struct {
	err error
	buf []byte
	n   int
	wr  io.Writer
}

//line $GOROOT/src/bufio/bufio.go:554
func NewWriterSize(w io.Writer, size int) *Writer {
//line $GOROOT/src/bufio/bufio.go:556
	b, ok := w.(*Writer)
	if ok && len(b.buf) >= size {
		return b
	}
	if size <= 0 {
		size = defaultBufSize
	}
	return &Writer{
		buf: make([]byte, size),
		wr:  w,
	}
}

//line $GOROOT/src/bufio/bufio.go:570
func NewWriter(w io.Writer) *Writer {
	return NewWriterSize(w, defaultBufSize)
}

//line $GOROOT/src/bufio/bufio.go:575
func (b *Writer) Size() int { return len(b.buf) }

//line $GOROOT/src/bufio/bufio.go:579
func (b *Writer) Reset(w io.Writer) {
	b.err = nil
	b.n = 0
	b.wr = w
}

//go9:esc b=content
func (b *Writer) Flush() error

//line $GOROOT/src/bufio/bufio.go:610
func (b *Writer) Available() int { return len(b.buf) - b.n }

//line $GOROOT/src/bufio/bufio.go:613
func (b *Writer) Buffered() int { return b.n }

//go9:esc b=content p=heap
func (b *Writer) Write(p []byte) (nn int, err error)

//go9:esc b=content
func (b *Writer) WriteByte(c byte) error

//go9:esc b=content
func (b *Writer) WriteRune(r rune) (size int, err error)

//go9:esc b=content s=none
func (b *Writer) WriteString(s string) (int, error)

//go9:esc b=content r=heap
func (b *Writer) ReadFrom(r io.Reader) (n int64, err error)

type ReadWriter struct {
	*Reader
	*Writer
}

//line $GOROOT/src/bufio/bufio.go:766
func NewReadWriter(r *Reader, w *Writer) *ReadWriter {
	return &ReadWriter{r, w}
}

func init()
