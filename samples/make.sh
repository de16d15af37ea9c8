#!/usr/bin/env bash
# Draws the sample pictures anew. They are committed: this is only needed to change one, and then texts.json too.
# Needs ImageMagick 6 (Debian: imagemagick) with the DejaVu, Liberation and Noto fonts (fonts-dejavu, fonts-liberation, fonts-noto-core).
set -euo pipefail
cd "$(dirname "$0")"
draw=${CONVERT:-/usr/bin/convert}
fonts=/usr/share/fonts/truetype
serif=$fonts/liberation/LiberationSerif
sans=$fonts/liberation/LiberationSans
mono=$fonts/liberation/LiberationMono
dejavu=$fonts/dejavu
noto=$fonts/noto

plain=(-depth 8 -strip -define png:compression-level=9 -define png:exclude-chunks=all -interlace none)

# A serif letter, grey.
"$draw" -size 512x288 xc:white -fill '#202020' \
    -font "$serif-Bold.ttf" -pointsize 26 -annotate +24+46 'To whom it may concern' \
    -font "$serif-Regular.ttf" -pointsize 21 \
    -annotate +24+94 'The harbour office opens at eight on weekdays' \
    -annotate +24+128 'and at nine on Saturdays. Boats longer than' \
    -annotate +24+162 'twelve metres must report two hours ahead.' \
    -font "$serif-Italic.ttf" -annotate +24+212 'With kind regards, the harbour master' \
    -font "$serif-BoldItalic.ttf" -annotate +24+252 'Margaret Olsen' \
    -colorspace Gray "${plain[@]}" -define png:color-type=0 letter.png

# A notice in sans, bold headline, RGB with a tinted sheet.
"$draw" -size 480x256 xc:'#fff6dc' -fill '#7a1f1f' \
    -font "$sans-Bold.ttf" -pointsize 38 -annotate +24+58 'PLEASE KEEP QUIET' \
    -fill '#2b2b2b' -font "$dejavu/DejaVuSans.ttf" -pointsize 19 \
    -annotate +24+110 'Reading room, second floor' \
    -annotate +24+146 'Telephones must be switched off.' \
    -annotate +24+182 'Ask the desk for help: extension 417' \
    -font "$dejavu/DejaVuSans-Oblique.ttf" -pointsize 17 -annotate +24+224 'Thank you for your patience' \
    "${plain[@]}" -define png:color-type=2 notice.png

# A terminal: light monospace on dark.
"$draw" -size 512x224 xc:'#14202b' -fill '#c8f0c8' -font "$dejavu/DejaVuSansMono.ttf" -pointsize 17 \
    -annotate +20+40 'backup started at 03:15:00' \
    -annotate +20+74 'copied 48210 files, 17 skipped' \
    -annotate +20+108 'checksum verified, no errors found' \
    -fill '#ffd479' -annotate +20+142 'warning: disk usage is 83 percent' \
    -fill '#c8f0c8' -font "$dejavu/DejaVuSansMono-Bold.ttf" -annotate +20+186 'backup finished in 412 seconds' \
    "${plain[@]}" -define png:color-type=2 terminal.png

# An invoice: a page with columns and rules.
"$draw" -size 640x448 xc:white -fill black \
    -font "$sans-Bold.ttf" -pointsize 30 -annotate +32+46 'INVOICE' \
    -font "$sans-Regular.ttf" -pointsize 17 -annotate +420+40 'Number 20417' -annotate +420+66 'Date 14 March 2025' \
    -annotate +32+104 'Northern Lights Bakery' -annotate +32+130 '12 Mill Lane, Oakfield' \
    -stroke '#444444' -strokewidth 1 -draw 'line 32,160 608,160' -draw 'line 32,196 608,196' -draw 'line 32,330 608,330' -stroke none \
    -font "$sans-Bold.ttf" -annotate +32+184 'Description' -annotate +360+184 'Quantity' -annotate +520+184 'Amount' \
    -font "$sans-Regular.ttf" \
    -annotate +32+228 'Rye flour, stone ground' -annotate +372+228 '25' -annotate +524+228 '61.25' \
    -annotate +32+264 'Sunflower seeds' -annotate +372+264 '10' -annotate +524+264 '38.40' \
    -annotate +32+300 'Baking paper, large' -annotate +372+300 '12' -annotate +524+300 '19.80' \
    -font "$sans-Bold.ttf" -pointsize 20 -annotate +360+364 'Total due' -annotate +516+364 '119.45' \
    -font "$sans-Italic.ttf" -pointsize 16 -annotate +32+416 'Payment within thirty days. Thank you for your order.' \
    "${plain[@]}" -define png:color-type=2 invoice.png

# A road sign: big white letters on green.
"$draw" -size 448x224 xc:'#e8e8e8' -fill '#0b6b3a' -stroke white -strokewidth 4 -draw 'roundrectangle 12,12 435,211 18,18' -stroke none \
    -fill white -font "$sans-Bold.ttf" -pointsize 46 -annotate +44+84 'RIVERSIDE' \
    -font "$noto/NotoSans-Regular.ttf" -pointsize 32 -annotate +44+136 'Ferry terminal 2 km' \
    -pointsize 26 -annotate +44+184 'No through road' \
    "${plain[@]}" -define png:color-type=2 sign.png

# A label with a transparent sheet, RGBA.
"$draw" -size 416x192 xc:none -fill '#1d3f8f' \
    -font "$noto/NotoSerif-Bold.ttf" -pointsize 30 -annotate +20+50 'Wildflower Honey' \
    -fill '#333333' -font "$noto/NotoSerif-Regular.ttf" -pointsize 19 -annotate +20+94 'Net weight 350 grams' \
    -annotate +20+128 'Best before October 2027' \
    -font "$noto/NotoSerif-Italic.ttf" -pointsize 18 -annotate +20+166 'Keep in a cool, dry place' \
    "${plain[@]}" -define png:color-type=6 label.png

# A page that was scanned upside down, grey.
"$draw" -size 512x224 xc:'#f4f4f4' -fill '#111111' \
    -font "$sans-Bold.ttf" -pointsize 26 -annotate +24+48 'Minutes of the meeting' \
    -font "$sans-Regular.ttf" -pointsize 20 \
    -annotate +24+94 'The members agreed to repair the roof' \
    -annotate +24+130 'before winter and to plant forty trees' \
    -annotate +24+166 'along the southern fence next spring.' \
    -font "$sans-Italic.ttf" -annotate +24+204 'Next meeting: Tuesday at seven' \
    -rotate 180 -colorspace Gray "${plain[@]}" -define png:color-type=0 upside-down.png

# A receipt, grey with alpha, small monospace.
"$draw" -size 320x320 xc:none -fill white -draw 'rectangle 4,4 315,315' -fill '#1a1a1a' \
    -font "$mono-Bold.ttf" -pointsize 22 -annotate +40+46 'CORNER GROCERY' \
    -font "$mono-Regular.ttf" -pointsize 18 \
    -annotate +28+92 'Apples' -annotate +222+92 '3.20' \
    -annotate +28+122 'Whole milk' -annotate +222+122 '1.15' \
    -annotate +28+152 'Brown bread' -annotate +222+152 '2.85' \
    -annotate +28+182 'Olive oil' -annotate +222+182 '7.90' \
    -font "$mono-Bold.ttf" -annotate +28+224 'TOTAL' -annotate +210+224 '15.10' \
    -font "$mono-Regular.ttf" -pointsize 16 -annotate +28+278 'Served by Dora, till 4' \
    -colorspace Gray "${plain[@]}" -define png:color-type=4 receipt.png

# One ticket whose second stub is printed the other way up.
"$draw" -size 480x192 xc:'#dcebf7' -fill '#102a43' \
    -font "$dejavu/DejaVuSerif-Bold.ttf" -pointsize 26 -annotate +24+48 'Evening concert' \
    -font "$dejavu/DejaVuSerif.ttf" -pointsize 18 -annotate +24+88 'Row 14, seat 23, balcony left' \
    \( -size 480x48 xc:'#dcebf7' -fill '#102a43' -font "$sans-Bold.ttf" -pointsize 22 -annotate +40+34 'Tear here for the cloakroom' -rotate 180 \) \
    -gravity NorthWest -geometry +0+128 -composite \
    "${plain[@]}" -define png:color-type=2 ticket.png

# A sheet photographed at a slight angle.
"$draw" -size 416x200 xc:'#fdfdfd' -fill '#222222' \
    -font "$serif-Bold.ttf" -pointsize 28 -annotate +24+48 'Chapter Seven' \
    -font "$serif-Regular.ttf" -pointsize 20 \
    -annotate +24+94 'The lantern swung slowly in the wind' \
    -annotate +24+128 'while the train waited at the border.' \
    -annotate +24+162 'Nobody spoke for a long time.' \
    -background '#8a7a66' -rotate 5 -gravity center -extent 480x288 \
    "${plain[@]}" -define png:color-type=2 page.png

# One line, upside down, in the proportions that the angle model takes.
"$draw" -size 288x72 xc:'#f4f4ef' -fill '#10305a' \
    -font "$sans-Bold.ttf" -pointsize 36 -gravity center -annotate +0+0 'Platform 9 east' \
    -rotate 180 "${plain[@]}" -define png:color-type=2 line.png
