// Package base64 is the encoding of RFC 4648: three bytes as four characters.
package base64

import (
	"io"
	"strconv"
)

const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

type Encoding struct {
	encode  [64]byte
	decode  [256]byte // 255: not in the alphabet
	padChar rune
	strict  bool
}

func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 64 {
		panic("encoding alphabet is not 64-bytes long")
	}
	e := &Encoding{padChar: StdPadding}
	copy(e.encode[:], encoder)
	for i := range e.decode {
		e.decode[i] = 255
	}
	for i := 0; i < 64; i++ {
		if c := encoder[i]; c == '\n' || c == '\r' {
			panic("encoding alphabet contains newline character")
		}
		e.decode[encoder[i]] = byte(i)
	}
	return e
}

func (enc Encoding) WithPadding(padding rune) *Encoding {
	if padding == '\r' || padding == '\n' || padding > 0xff {
		panic("invalid padding")
	}
	for _, c := range enc.encode {
		if rune(c) == padding {
			panic("padding contained in alphabet")
		}
	}
	enc.padChar = padding
	return &enc
}

func (enc Encoding) Strict() *Encoding {
	enc.strict = true
	return &enc
}

const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

var (
	StdEncoding    = NewEncoding(common + "+/")
	URLEncoding    = NewEncoding(common + "-_")
	RawStdEncoding = StdEncoding.WithPadding(NoPadding)
	RawURLEncoding = URLEncoding.WithPadding(NoPadding)
)

func (enc *Encoding) EncodedLen(n int) int {
	if enc.padChar == NoPadding {
		return (n*8 + 5) / 6
	}
	return (n + 2) / 3 * 4
}

func (enc *Encoding) DecodedLen(n int) int {
	if enc.padChar == NoPadding {
		return n * 6 / 8
	}
	return n / 4 * 3
}

func (enc *Encoding) Encode(dst, src []byte) {
	at := 0
	for ; len(src) >= 3; src = src[3:] {
		v := uint(src[0])<<16 | uint(src[1])<<8 | uint(src[2])
		dst[at], dst[at+1], dst[at+2], dst[at+3] = enc.encode[v>>18&63], enc.encode[v>>12&63], enc.encode[v>>6&63], enc.encode[v&63]
		at += 4
	}
	if len(src) == 0 {
		return
	}
	v := uint(src[0]) << 16
	if len(src) == 2 {
		v |= uint(src[1]) << 8
	}
	dst[at], dst[at+1] = enc.encode[v>>18&63], enc.encode[v>>12&63]
	if len(src) == 2 {
		dst[at+2] = enc.encode[v>>6&63]
	} else if enc.padChar != NoPadding {
		dst[at+2] = byte(enc.padChar)
	}
	if enc.padChar != NoPadding {
		dst[at+3] = byte(enc.padChar)
	}
}

func (enc *Encoding) EncodeToString(src []byte) string {
	buf := make([]byte, enc.EncodedLen(len(src)))
	enc.Encode(buf, src)
	return string(buf)
}

type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10)
}

// Decode ignores line ends.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	isNewline := func(i int) bool { return src[i] == '\n' || src[i] == '\r' }
	for i := 0; ; {
		var v uint
		k := 0 // characters of the group
		padded := false
		for k < 4 {
			if i == len(src) {
				switch {
				case k == 0:
					return n, nil
				case k == 1 || enc.padChar != NoPadding:
					return n, CorruptInputError(i - k)
				}
				padded = true
				break
			}
			c := src[i]
			i++
			if d := enc.decode[c]; d != 255 {
				v = v<<6 | uint(d)
				k++
				continue
			}
			if c == '\n' || c == '\r' {
				continue
			}
			if rune(c) != enc.padChar || k < 2 {
				return n, CorruptInputError(i - 1)
			}
			padded = true
			if k == 2 {
				// Another one must follow.
				for i < len(src) && isNewline(i) {
					i++
				}
				if i == len(src) {
					return n, CorruptInputError(len(src))
				}
				if rune(src[i]) != enc.padChar {
					return n, CorruptInputError(i - 1)
				}
				i++
			}
			for i < len(src) && isNewline(i) {
				i++
			}
			if i < len(src) {
				err = CorruptInputError(i) // something behind the padding
			}
			break
		}
		v <<= uint(6 * (4 - k))
		b := [3]byte{byte(v >> 16), byte(v >> 8), byte(v)}
		if padded && enc.strict && b[k-1] != 0 {
			return n, CorruptInputError(i - (4 - k))
		}
		n += copy(dst[n:], b[:k-1])
		if padded {
			return n, err
		}
	}
}

func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	buf := make([]byte, enc.DecodedLen(len(s)))
	n, err := enc.Decode(buf, []byte(s))
	return buf[:n], err
}

type encoder struct {
	enc  *Encoding
	w    io.Writer
	left []byte
	err  error
}

// NewEncoder must be closed to write the last group.
func NewEncoder(enc *Encoding, w io.Writer) io.WriteCloser { return &encoder{enc: enc, w: w} }

func (e *encoder) Write(p []byte) (n int, err error) {
	if e.err != nil {
		return 0, e.err
	}
	e.left = append(e.left, p...)
	if whole := len(e.left) / 3 * 3; whole > 0 {
		_, e.err = io.WriteString(e.w, e.enc.EncodeToString(e.left[:whole]))
		e.left = append([]byte(nil), e.left[whole:]...)
	}
	return len(p), e.err
}

func (e *encoder) Close() error {
	if e.err == nil && len(e.left) > 0 {
		_, e.err = io.WriteString(e.w, e.enc.EncodeToString(e.left))
		e.left = nil
	}
	return e.err
}

type decoder struct {
	enc *Encoding
	r   io.Reader
	in  []byte // characters not yet decoded, without line ends
	out []byte
	err error
}

func NewDecoder(enc *Encoding, r io.Reader) io.Reader { return &decoder{enc: enc, r: r} }

func (d *decoder) Read(p []byte) (n int, err error) {
	for len(d.out) == 0 && d.err == nil {
		buf := make([]byte, 1024)
		got, err := d.r.Read(buf)
		for _, c := range buf[:got] {
			if c != '\n' && c != '\r' {
				d.in = append(d.in, c)
			}
		}
		whole := len(d.in) / 4 * 4
		if err != nil {
			d.err = err
			if err == io.EOF {
				whole = len(d.in)
				if whole%4 != 0 && d.enc.padChar != NoPadding {
					whole = whole / 4 * 4
					d.err = io.ErrUnexpectedEOF
				}
			}
		}
		out := make([]byte, d.enc.DecodedLen(whole)+3)
		m, bad := d.enc.Decode(out, d.in[:whole])
		if bad != nil {
			d.err = bad
		}
		d.out = out[:m]
		d.in = append([]byte(nil), d.in[whole:]...)
	}
	if len(d.out) > 0 {
		n = copy(p, d.out)
		d.out = d.out[n:]
		return n, nil
	}
	return 0, d.err
}
