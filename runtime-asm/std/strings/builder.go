package strings

import (
	"unicode/utf8"
	"unsafe"
)

type Builder struct {
	addr *Builder
	buf  []byte
}

//go:nosplit
//line $GOROOT/src/strings/builder.go:27
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

//line $GOROOT/src/strings/builder.go:32
func (b *Builder) copyCheck() {
	if b.addr == nil {
//line $GOROOT/src/strings/builder.go:39
		b.addr = (*Builder)(noescape(unsafe.Pointer(b)))
	} else if b.addr != b {
		panic("strings: illegal use of non-zero Builder copied by value")
	}
}

//line $GOROOT/src/strings/builder.go:46
func (b *Builder) String() string {
	return *(*string)(unsafe.Pointer(&b.buf))
}

//line $GOROOT/src/strings/builder.go:51
func (b *Builder) Len() int { return len(b.buf) }

//line $GOROOT/src/strings/builder.go:56
func (b *Builder) Cap() int { return cap(b.buf) }

//line $GOROOT/src/strings/builder.go:59
func (b *Builder) Reset() {
	b.addr = nil
	b.buf = nil
}

//line $GOROOT/src/strings/builder.go:66
func (b *Builder) grow(n int) {
	buf := make([]byte, len(b.buf), 2*cap(b.buf)+n)
	copy(buf, b.buf)
	b.buf = buf
}

//line $GOROOT/src/strings/builder.go:75
func (b *Builder) Grow(n int) {
	b.copyCheck()
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		b.grow(n)
	}
}

//line $GOROOT/src/strings/builder.go:87
func (b *Builder) Write(p []byte) (int, error) {
	b.copyCheck()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

//line $GOROOT/src/strings/builder.go:95
func (b *Builder) WriteByte(c byte) error {
	b.copyCheck()
	b.buf = append(b.buf, c)
	return nil
}

//go9:esc b=none
//line $GOROOT/src/strings/builder.go:103
func (b *Builder) WriteRune(r rune) (int, error)

//line $GOROOT/src/strings/builder.go:120
func (b *Builder) WriteString(s string) (int, error) {
	b.copyCheck()
	b.buf = append(b.buf, s...)
	return len(s), nil
}

var _ = utf8.RuneSelf

func init()
