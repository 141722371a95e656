package dockerfile

// The digests of image references are checked with the algorithms that the program links, and nothing else links these.
import (
	_ "crypto/sha256"
	_ "crypto/sha512"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// symbolicMode matches a symbolic mode of chmod as BuildKit reads it: for each clause who, then operators with permissions.
const symbolicMode = `[augo]*(?:[-+=][rstwXxugo]*)+`

// checkMode returns an error for an invalid --chmod: it is an octal number up to 07777, or symbolic modes.
func checkMode(text string) error {
	if text == "" {
		return nil
	}
	bad := fmt.Errorf("invalid chmod parameter: '%v'. it should be octal string and between 0 and 07777", text)
	if mode, err := strconv.ParseUint(text, 8, 32); err == nil {
		if mode > 0o7777 {
			return bad
		}
		return nil
	}
	if text[0] >= '0' && text[0] <= '9' || !regexp.MustCompile(`^`+symbolicMode+`(?:,`+symbolicMode+`)*$`).MatchString(text) {
		return bad
	}
	return nil
}

// ownerByName reports whether --chown has the name of a user or a group, which only the files of the image can resolve.
func ownerByName(chown string) bool {
	user, group, _ := strings.Cut(chown, ":")
	return isName(user) || isName(group)
}

func isName(id string) bool {
	_, err := strconv.ParseInt(id, 10, 32)
	return err != nil && id != "" && id != "root"
}

// checkDigest returns an error for an invalid digest (github.com/opencontainers/go-digest, Parse).
func checkDigest(text string) error {
	if text == "" {
		return nil
	}
	algorithm, sum, ok := strings.Cut(text, ":")
	length := map[string]int{"sha256": 64, "sha384": 96, "sha512": 128}[algorithm]
	if !ok {
		return errors.New("invalid checksum digest format")
	}
	if length == 0 {
		return fmt.Errorf("unsupported digest algorithm %q", algorithm)
	}
	if len(sum) != length || strings.Trim(sum, "0123456789abcdef") != "" {
		return errors.New("invalid checksum digest")
	}
	return nil
}
