// replace.go: Replacer. At each byte position the first pair whose old string starts there wins; what
// has been replaced is not looked at again. An empty old string matches once before every byte and at
// the end.

package strings

import "io"

// pairs is the table of a Replacer.
type pairs struct {
	oldnew  []string
	byFirst [256][]int32 // indices of pairs by the first byte of old, in order
	empty   int32        // index of the first pair with an empty old string, -1 if none
}

func makePairs(oldnew []string) *pairs {
	p := &pairs{oldnew: oldnew, empty: -1}
	for i := 0; i < len(oldnew); i += 2 {
		if old := oldnew[i]; old != "" {
			p.byFirst[old[0]] = append(p.byFirst[old[0]], int32(i))
		} else if p.empty < 0 {
			p.empty = int32(i)
		}
	}
	return p
}

// lookup gives the pair that matches at the start of s, -1 if none does.
func (p *pairs) lookup(s string, ignoreEmpty bool) int {
	if s != "" {
		for _, i := range p.byFirst[s[0]] {
			if p.empty >= 0 && i > p.empty && !ignoreEmpty {
				break
			}
			if HasPrefix(s, p.oldnew[i]) {
				return int(i)
			}
		}
	}
	if ignoreEmpty {
		return -1
	}
	return int(p.empty)
}

// each calls piece for the parts of the result.
func (p *pairs) each(s string, piece func(string)) (changed bool) {
	last := 0
	afterEmpty := false
	for i := 0; i <= len(s); {
		m := p.lookup(s[i:], afterEmpty)
		if m < 0 {
			afterEmpty = false
			i++
			continue
		}
		changed = true
		old := p.oldnew[m]
		afterEmpty = old == ""
		piece(s[last:i])
		piece(p.oldnew[m+1])
		i += len(old)
		last = i
	}
	if changed && last < len(s) {
		piece(s[last:])
	}
	return changed
}

func (p *pairs) Replace(s string) string {
	var buf []byte
	if !p.each(s, func(part string) { buf = append(buf, part...) }) {
		return s
	}
	return string(buf)
}

func (p *pairs) WriteString(w io.Writer, s string) (n int, err error) {
	write := func(part string) {
		if err == nil && part != "" {
			var put int
			put, err = io.WriteString(w, part)
			n += put
		}
	}
	if !p.each(s, write) {
		return io.WriteString(w, s)
	}
	return
}

func (r *Replacer) build() {
	r.r = makePairs(r.oldnew)
	r.oldnew = nil
}

func (r *Replacer) Replace(s string) string {
	r.once.Do(r.build)
	return r.r.Replace(s)
}

func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	r.once.Do(r.build)
	return r.r.WriteString(w, s)
}
