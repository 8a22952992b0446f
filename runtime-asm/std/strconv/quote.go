package strconv

//line $GOROOT/src/strconv/quote.go:19
func quoteWith(s string, quote byte, ASCIIonly, graphicOnly bool) string {
	return string(appendQuotedWith(make([]byte, 0, 3*len(s)/2), s, quote, ASCIIonly, graphicOnly))
}

//line $GOROOT/src/strconv/quote.go:23
func quoteRuneWith(r rune, quote byte, ASCIIonly, graphicOnly bool) string {
	return string(appendQuotedRuneWith(nil, r, quote, ASCIIonly, graphicOnly))
}

//go9:esc buf=r0 s=none
func appendQuotedWith(buf []byte, s string, quote byte, ASCIIonly, graphicOnly bool) []byte

//go9:esc buf=r0
func appendQuotedRuneWith(buf []byte, r rune, quote byte, ASCIIonly, graphicOnly bool) []byte

//line $GOROOT/src/strconv/quote.go:124
func Quote(s string) string {
	return quoteWith(s, '"', false, false)
}

//line $GOROOT/src/strconv/quote.go:130
func AppendQuote(dst []byte, s string) []byte {
	return appendQuotedWith(dst, s, '"', false, false)
}

//line $GOROOT/src/strconv/quote.go:137
func QuoteToASCII(s string) string {
	return quoteWith(s, '"', true, false)
}

//line $GOROOT/src/strconv/quote.go:143
func AppendQuoteToASCII(dst []byte, s string) []byte {
	return appendQuotedWith(dst, s, '"', true, false)
}

//line $GOROOT/src/strconv/quote.go:150
func QuoteToGraphic(s string) string {
	return quoteWith(s, '"', false, true)
}

//line $GOROOT/src/strconv/quote.go:156
func AppendQuoteToGraphic(dst []byte, s string) []byte {
	return appendQuotedWith(dst, s, '"', false, true)
}

//line $GOROOT/src/strconv/quote.go:163
func QuoteRune(r rune) string {
	return quoteRuneWith(r, '\'', false, false)
}

//line $GOROOT/src/strconv/quote.go:169
func AppendQuoteRune(dst []byte, r rune) []byte {
	return appendQuotedRuneWith(dst, r, '\'', false, false)
}

//line $GOROOT/src/strconv/quote.go:177
func QuoteRuneToASCII(r rune) string {
	return quoteRuneWith(r, '\'', true, false)
}

//line $GOROOT/src/strconv/quote.go:183
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte {
	return appendQuotedRuneWith(dst, r, '\'', true, false)
}

//line $GOROOT/src/strconv/quote.go:190
func QuoteRuneToGraphic(r rune) string {
	return quoteRuneWith(r, '\'', false, true)
}

//line $GOROOT/src/strconv/quote.go:196
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte {
	return appendQuotedRuneWith(dst, r, '\'', false, true)
}

//go9:esc s=none
func CanBackquote(s string) bool

//go9:esc s=r2
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error)

//go9:esc s=r0
func Unquote(s string) (string, error)

func IsPrint(r rune) bool

func IsGraphic(r rune) bool
