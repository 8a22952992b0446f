// buffer.go: a queue of bytes in one slice: written at the end, read from off. Capacities after
// growth are observable (Cap) and follow Go 1.13: 64 bytes at first, room is made by sliding if half
// of the capacity suffices, else the buffer becomes twice as large plus what is asked for.

package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

const smallBufferSize = 64
const maxInt = int(^uint(0) >> 1)

var errNegativeRead = errors.New("bytes.Buffer: reader returned negative count from Read")

// grow makes room for n more bytes and gives the index where they go.
func (b *Buffer) grow(n int) int {
	m := b.Len()
	if m == 0 && b.off != 0 {
		b.Reset()
	}
	if at := len(b.buf); n <= cap(b.buf)-at {
		b.buf = b.buf[:at+n]
		return at
	}
	if b.buf == nil && n <= smallBufferSize {
		b.buf = make([]byte, n, smallBufferSize)
		return 0
	}
	c := cap(b.buf)
	switch {
	case n <= c/2-m:
		copy(b.buf, b.buf[b.off:])
	case c > maxInt-c-n:
		panic(ErrTooLarge)
	default:
		bigger := makeSlice(2*c + n)
		copy(bigger, b.buf[b.off:])
		b.buf = bigger
	}
	b.off = 0
	b.buf = b.buf[:m+n]
	return m
}

// extend is grow for writing: what fits behind the data goes there, even if the front is free.
func (b *Buffer) extend(n int) int {
	if at := len(b.buf); n <= cap(b.buf)-at {
		b.buf = b.buf[:at+n]
		return at
	}
	return b.grow(n)
}

// makeSlice turns the runtime's panic for want of memory into ErrTooLarge.
func makeSlice(n int) []byte {
	defer func() {
		if recover() != nil {
			panic(ErrTooLarge)
		}
	}()
	return make([]byte, n)
}

func (b *Buffer) Write(p []byte) (n int, err error) {
	b.lastRead = opInvalid
	return copy(b.buf[b.extend(len(p)):], p), nil
}

func (b *Buffer) WriteString(s string) (n int, err error) {
	b.lastRead = opInvalid
	return copy(b.buf[b.extend(len(s)):], s), nil
}

func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	b.lastRead = opInvalid
	for {
		at := b.grow(MinRead)
		b.buf = b.buf[:at]
		got, err := r.Read(b.buf[at:cap(b.buf)])
		if got < 0 {
			panic(errNegativeRead)
		}
		b.buf = b.buf[:at+got]
		n += int64(got)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.lastRead = opInvalid
	if all := b.Len(); all > 0 {
		put, err := w.Write(b.buf[b.off:])
		if put > all {
			panic("bytes.Buffer.WriteTo: invalid Write count")
		}
		b.off += put
		n = int64(put)
		if err != nil {
			return n, err
		}
		if put != all {
			return n, io.ErrShortWrite
		}
	}
	b.Reset()
	return n, nil
}

func (b *Buffer) WriteByte(c byte) error {
	b.lastRead = opInvalid
	b.buf[b.extend(1)] = c
	return nil
}

func (b *Buffer) WriteRune(r rune) (n int, err error) {
	if r < utf8.RuneSelf {
		b.WriteByte(byte(r))
		return 1, nil
	}
	b.lastRead = opInvalid
	at := b.extend(utf8.UTFMax)
	n = utf8.EncodeRune(b.buf[at:at+utf8.UTFMax], r)
	b.buf = b.buf[:at+n]
	return n, nil
}

func (b *Buffer) Read(p []byte) (n int, err error) {
	b.lastRead = opInvalid
	if b.empty() {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.off:])
	b.off += n
	if n > 0 {
		b.lastRead = opRead
	}
	return n, nil
}

func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.empty() {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size = rune(b.buf[b.off]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRune(b.buf[b.off:])
	}
	b.off += size
	b.lastRead = readOp(size)
	return r, size, nil
}

func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	slice, err := b.readSlice(delim)
	return append(line, slice...), err
}

// readSlice gives the bytes up to delim, which stay the buffer's.
func (b *Buffer) readSlice(delim byte) (line []byte, err error) {
	end := len(b.buf)
	if i := IndexByte(b.buf[b.off:], delim); i >= 0 {
		end = b.off + i + 1
	} else {
		err = io.EOF
	}
	line = b.buf[b.off:end]
	b.off = end
	b.lastRead = opRead
	return line, err
}
