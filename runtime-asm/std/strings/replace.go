package strings

import (
	"io"
	"sync"
)

type Replacer struct {
	once   sync.Once
	r      replacer
	oldnew []string
}

type replacer interface {
	Replace(s string) string
	WriteString(w io.Writer, s string) (n int, err error)
}

//line $GOROOT/src/strings/replace.go:32
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{oldnew: append([]string(nil), oldnew...)}
}

//go9:esc r=heap s=heap
func (r *Replacer) Replace(s string) string

//go9:esc r=heap w=heap s=heap
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error)
