// Package hex is hexadecimal encoding.
package hex

import (
	"errors"
	"fmt"
	"io"
)

const digits = "0123456789abcdef"

var ErrLength = errors.New("encoding/hex: odd length hex string")

type InvalidByteError byte

func (e InvalidByteError) Error() string {
	return fmt.Sprintf("encoding/hex: invalid byte: %#U", rune(e))
}

func EncodedLen(n int) int { return n * 2 }
func DecodedLen(x int) int { return x / 2 }

func Encode(dst, src []byte) int {
	for i, b := range src {
		dst[2*i], dst[2*i+1] = digits[b>>4], digits[b&15]
	}
	return len(src) * 2
}

func value(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func Decode(dst, src []byte) (int, error) {
	i := 0
	for ; i < len(src)/2; i++ {
		hi, ok := value(src[2*i])
		if !ok {
			return i, InvalidByteError(src[2*i])
		}
		lo, ok := value(src[2*i+1])
		if !ok {
			return i, InvalidByteError(src[2*i+1])
		}
		dst[i] = hi<<4 | lo
	}
	if len(src)%2 == 1 {
		if _, ok := value(src[len(src)-1]); !ok {
			return i, InvalidByteError(src[len(src)-1])
		}
		return i, ErrLength
	}
	return i, nil
}

func EncodeToString(src []byte) string {
	dst := make([]byte, len(src)*2)
	Encode(dst, src)
	return string(dst)
}

func DecodeString(s string) ([]byte, error) {
	src := []byte(s)
	n, err := Decode(src, src)
	return src[:n], err
}

// Dump is like the output of hexdump -C.
func Dump(data []byte) string {
	var out []byte
	for at := 0; at < len(data); at += 16 {
		line := data[at:]
		if len(line) > 16 {
			line = line[:16]
		}
		out = append(out, fmt.Sprintf("%08x ", at)...)
		for i := 0; i < 16; i++ {
			if i < len(line) {
				out = append(out, ' ', digits[line[i]>>4], digits[line[i]&15])
			} else {
				out = append(out, "   "...)
			}
			if i == 7 {
				out = append(out, ' ')
			}
		}
		out = append(out, "  |"...)
		for _, c := range line {
			if c < 32 || c > 126 {
				c = '.'
			}
			out = append(out, c)
		}
		out = append(out, "|\n"...)
	}
	return string(out)
}

type encoder struct{ w io.Writer }

func NewEncoder(w io.Writer) io.Writer { return &encoder{w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		part := p
		if len(part) > 512 {
			part = part[:512]
		}
		var put int
		put, err = e.w.Write([]byte(EncodeToString(part)))
		n += put / 2
		p = p[len(part):]
	}
	return
}

type decoder struct {
	r    io.Reader
	err  error
	in   []byte
	room [1024]byte
}

func NewDecoder(r io.Reader) io.Reader { return &decoder{r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	if len(d.in) < 2 && d.err == nil {
		kept := copy(d.room[:], d.in)
		var got int
		got, d.err = d.r.Read(d.room[kept:])
		d.in = d.room[:kept+got]
		if d.err == io.EOF && len(d.in)%2 != 0 {
			if _, ok := value(d.in[len(d.in)-1]); !ok {
				d.err = InvalidByteError(d.in[len(d.in)-1])
			} else {
				d.err = io.ErrUnexpectedEOF
			}
		}
	}
	if avail := len(d.in) / 2; len(p) > avail {
		p = p[:avail]
	}
	got, err := Decode(p, d.in[:len(p)*2])
	d.in = d.in[2*got:]
	if err != nil {
		d.in, d.err = nil, err
	}
	if len(d.in) < 2 {
		return got, d.err
	}
	return got, nil
}

type dumper struct {
	w    io.Writer
	data []byte
	at   int
}

// Dumper gives a writer that writes Dump's lines; Close writes the last one.
func Dumper(w io.Writer) io.WriteCloser { return &dumper{w: w} }

func (d *dumper) flush(n int) error {
	text := Dump(d.data[:n])
	d.data = d.data[n:]
	for text != "" {
		end := 0
		for text[end] != '\n' {
			end++
		}
		if _, err := io.WriteString(d.w, fmt.Sprintf("%08x", d.at)+text[8:end+1]); err != nil {
			return err
		}
		d.at += 16
		text = text[end+1:]
	}
	return nil
}

func (d *dumper) Write(p []byte) (int, error) {
	d.data = append(d.data, p...)
	return len(p), d.flush(len(d.data) / 16 * 16)
}

func (d *dumper) Close() error { return d.flush(len(d.data)) }
