package dockerfile

import (
	"errors"
	"strings"
	"testing"
)

// TestRefuse holds the small languages inside instructions: what is accepted, and what is not.
func TestRefuse(t *testing.T) {
	for _, test := range []struct {
		name      string
		check     func(string) error
		good, bad string // separated by blanks
	}{
		{"mode", checkMode, "755 0 07777 u+x u=rwX,go=rX +t -w a= g=u go-u,+t u+r-w +", "77777 99 08 a u+x, ,u+x x u+x,, 0o7 u+q"},
		{"signal", checkSignal, "9 -1 TERM SIGTERM sigrtmin+3 RTMAX-14 SIGRTMIN RTMAX", "0 FOO RTMAX-0 RTMIN+16 RTMIN+03 RTMAX-15 SIG"},
		{"port", checkPort, "80 80/tcp 80/UDP 81-90/sctp 8:9 1.2.3.4:8:9 [::1]:8:9 ::8 8-9:80 :80 80/", "90-80 x 8-9:80-82 80/foo 70000 /tcp x:1:2 -1 8:"},
		{"digest", checkDigest, "sha256:" + strings.Repeat("a", 64) + " sha512:" + strings.Repeat("0", 128),
			"abc md5:aa sha256:00 sha256:" + strings.Repeat("A", 64)},
		{"owner", byNumber, "1 1:2 root root:root 1:", "me 1:me me:1"},
		{"git", gitAddress, "https://x.org/y.git git@x.org:y git://x/y ssh://x/y github.com/x/y https://x.org/y.git#main:dir https://x.org/y.git?ref=a&subdir=b " +
			"https://x.org/y.git?keep-git-dir https://x.org/y.git?tag=v1 a@b:c?branch=x#refs/heads/x",
			"https://x.org/y ./x.git ../x ftp://x/y.git x y/z.git https://x.org/y.git?foo=1 https://x.org/y.git?ref=a#b https://x.org/y.git?ref= " +
				"https://x.org/y.git?ref=a&ref=b https://x.org/y.git?tag=a&branch=b https://x.org/y.git?submodules=x https://x.org/y.git?mtime=x"},
		{"drive", drive, `C:\x c:/x x \x /x C:x`, `C: D:\x \\host\x //host/x`},
	} {
		for _, text := range strings.Fields(test.good) {
			if err := test.check(text); err != nil {
				t.Errorf("%s %s: %v", test.name, text, err)
			}
		}
		for _, text := range strings.Fields(test.bad) {
			if test.check(text) == nil {
				t.Errorf("%s %s: no error", test.name, text)
			}
		}
	}
}

func gitAddress(text string) error {
	_, _, err := parseGit(text)
	return err
}

func drive(text string) error {
	_, _, err := onPlatform(text, "windows")
	return err
}

func byNumber(text string) error {
	if ownerByName(text) {
		return errors.New("a name")
	}
	return nil
}
