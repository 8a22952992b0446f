package time

type Location struct {
	name string
	zone []zone
	tx   []zoneTrans

	cacheStart int64
	cacheEnd   int64
	cacheZone  *zone
}

type zone struct {
	name   string
	offset int
	isDST  bool
}

type zoneTrans struct {
	when         int64
	index        uint8
	isstd, isutc bool
}

//line $GOROOT/src/time/zoneinfo.go:70
var UTC *Location = &utcLoc

var utcLoc = Location{name: "UTC"}

var Local *Location = &localLoc

var localLoc Location

//go9:esc l=content
func (l *Location) String() string

func FixedZone(name string, offset int) *Location

func LoadLocation(name string) (*Location, error)

func LoadLocationFromTZData(name string, data []byte) (*Location, error)
