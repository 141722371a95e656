package needs

import (
	"path"
	"slices"
	"strings"
)

// firstStampingSDK is the first .NET SDK that embeds the commit in every assembly (AssemblyInformationalVersion).
const firstStampingSDK = 8

// sdkVerbs are the commands of the SDK itself.
var sdkVerbs = []string{"build", "publish", "pack", "test", "run", "msbuild", "restore", "add", "remove", "list", "reference", "package", "nuget", "new", "clean", "sln", "solution", "format", "workload", "help",
	"dev-certs", "user-secrets", "user-jwts", "store", "sdk", "vstest", "build-server", "exec", "ef"}

// dotnet follows a build by the .NET SDK.
func (f *follower) dotnet(c *Call) {
	words := c.Words()[1:]
	f.check([]string{"*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets"}, f.files.Cache.ManifestUsesGit)
	verb := firstOperand(words)
	if verb != "" && path.Ext(verb) == "" && !slices.Contains(sdkVerbs, verb) && c.Program() != "msbuild" {
		f.noteOpaque(c.File, c.Line, c.Text) // A tool that is installed beside the SDK.
	}
	if !slices.Contains([]string{"build", "publish", "pack", "test", "run", "msbuild"}, verb) && c.Program() != "msbuild" || f.start.SDK > 0 && f.start.SDK < firstStampingSDK {
		return
	}
	off := slices.ContainsFunc(words, func(w string) bool {
		w = strings.ToLower(w)
		return strings.HasSuffix(w, "includesourcerevisionininformationalversion=false") || strings.HasSuffix(w, "enablesourcecontrolmanagerqueries=false")
	})
	if !off && f.trace.Embedded == nil {
		f.trace.Embedded = &Use{c.File, c.Line, c.Text}
	}
}
