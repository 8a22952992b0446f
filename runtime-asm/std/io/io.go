package io

import "errors"

//line $GOROOT/src/io/io.go:22
const (
	SeekStart   = 0
	SeekCurrent = 1
	SeekEnd     = 2
)

var ErrShortWrite = errors.New("short write")

var ErrShortBuffer = errors.New("short buffer")

var EOF = errors.New("EOF")

var ErrUnexpectedEOF = errors.New("unexpected EOF")

var ErrNoProgress = errors.New("multiple Read calls return no data or error")

type Reader interface {
	Read(p []byte) (n int, err error)
}

type Writer interface {
	Write(p []byte) (n int, err error)
}

type Closer interface {
	Close() error
}

type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

type ReadWriter interface {
	Reader
	Writer
}

type ReadCloser interface {
	Reader
	Closer
}

type WriteCloser interface {
	Writer
	Closer
}

type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}

type ReadSeeker interface {
	Reader
	Seeker
}

type WriteSeeker interface {
	Writer
	Seeker
}

type ReadWriteSeeker interface {
	Reader
	Writer
	Seeker
}

type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

type ByteReader interface {
	ReadByte() (byte, error)
}

type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

type ByteWriter interface {
	WriteByte(c byte) error
}

type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

type StringWriter interface {
	WriteString(s string) (n int, err error)
}

//go9:esc w=heap s=heap
func WriteString(w Writer, s string) (n int, err error)

//go9:esc r=heap buf=heap
func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error)

//line $GOROOT/src/io/io.go:328
func ReadFull(r Reader, buf []byte) (n int, err error) {
	return ReadAtLeast(r, buf, len(buf))
}

//go9:esc dst=heap src=heap
func CopyN(dst Writer, src Reader, n int64) (written int64, err error)

//line $GOROOT/src/io/io.go:363
func Copy(dst Writer, src Reader) (written int64, err error) {
	return copyBuffer(dst, src, nil)
}

//go9:esc dst=heap src=heap buf=heap
func CopyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error)

//go9:esc dst=heap src=heap buf=heap
func copyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error)

//line $GOROOT/src/io/io.go:430
func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

type LimitedReader struct {
	R Reader
	N int64
}

//go9:esc l=content p=heap
func (l *LimitedReader) Read(p []byte) (n int, err error)

//line $GOROOT/src/io/io.go:455
func NewSectionReader(r ReaderAt, off int64, n int64) *SectionReader {
	return &SectionReader{r, off, off, off + n}
}

type SectionReader struct {
	r     ReaderAt
	base  int64
	off   int64
	limit int64
}

//go9:esc s=content p=heap
func (s *SectionReader) Read(p []byte) (n int, err error)

//go9:esc s=none
func (s *SectionReader) Seek(offset int64, whence int) (int64, error)

//go9:esc s=content p=heap
func (s *SectionReader) ReadAt(p []byte, off int64) (n int, err error)

//line $GOROOT/src/io/io.go:518
func (s *SectionReader) Size() int64 { return s.limit - s.base }

//line $GOROOT/src/io/io.go:525
func TeeReader(r Reader, w Writer) Reader {
	return &teeReader{r, w}
}

type teeReader struct {
	r Reader
	w Writer
}

//go9:esc t=content p=heap
func (t *teeReader) Read(p []byte) (n int, err error)

func init()
