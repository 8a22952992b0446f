package bufio

import (
	"errors"
	"io"
)

type Scanner struct {
	r            io.Reader
	split        SplitFunc
	maxTokenSize int
	token        []byte
	buf          []byte
	start        int
	end          int
	err          error
	empties      int
	scanCalled   bool
	done         bool
}

type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

var (
	ErrTooLong         = errors.New("bufio.Scanner: token too long")
	ErrNegativeAdvance = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar   = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
)

const (
//line $GOROOT/src/bufio/scan.go:79
	MaxScanTokenSize = 64 * 1024

	startBufSize = 4096
)

//line $GOROOT/src/bufio/scan.go:86
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{
		r:            r,
		split:        ScanLines,
		maxTokenSize: MaxScanTokenSize,
	}
}

//line $GOROOT/src/bufio/scan.go:95
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

//line $GOROOT/src/bufio/scan.go:105
func (s *Scanner) Bytes() []byte {
	return s.token
}

//line $GOROOT/src/bufio/scan.go:111
func (s *Scanner) Text() string {
	return string(s.token)
}

var ErrFinalToken = errors.New("final token")

//go9:esc s=content
func (s *Scanner) Scan() bool

//line $GOROOT/src/bufio/scan.go:262
func (s *Scanner) Buffer(buf []byte, max int) {
	if s.scanCalled {
		panic("Buffer called after Scan")
	}
	s.buf = buf[0:cap(buf)]
	s.maxTokenSize = max
}

//line $GOROOT/src/bufio/scan.go:274
func (s *Scanner) Split(split SplitFunc) {
	if s.scanCalled {
		panic("Split called after Scan")
	}
	s.split = split
}

//line $GOROOT/src/bufio/scan.go:284
func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[0:1], nil
}

//go9:esc data=r1
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error)

//go9:esc data=r1
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error)

//go9:esc data=r1
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error)
